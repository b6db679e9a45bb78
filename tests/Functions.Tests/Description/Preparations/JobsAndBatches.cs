using System.Text.Json;
using LlmFunctions.Functions.Tests.Description.Support;
using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.Description.Preparations;

/// <summary>Jobs, files and batches. What is to be given up takes so long that it is still under way then.</summary>
internal static class JobsAndBatches
{
    // What stands for the id of a file in the example.
    private const string File = "file-abc123";

    private const string Slow = """{"model":"sandbox/echo","sandbox":{"latency_ms":60000},"messages":[{"role":"user","content":"Hello"}]}""";

    public static IReadOnlyDictionary<string, Prepare> All { get; } = new Dictionary<string, Prepare>
    {
        ["GetJob"] = static caller => JobAsync(caller, """{"model":"sandbox/echo","messages":[{"role":"user","content":"Hello"}]}"""),
        ["CancelJob"] = static caller => JobAsync(caller, Slow),
        ["GetFile"] = NamedFileAsync,
        ["FileContent"] = NamedFileAsync,
        ["DeleteFile"] = NamedFileAsync,
        ["CreateBatch"] = static async caller => new Prepared { Body = new Dictionary<string, string> { [File] = await FileAsync(caller, ExampleCaller.Body("UploadFile")) } },
        ["GetBatch"] = static caller => BatchAsync(caller, ExampleCaller.Body("UploadFile")),
        ["CancelBatch"] = static caller => BatchAsync(caller, JsonElement.Parse($$"""
            {"purpose":"batch","file":"{{JsonEncodedText.Encode($$$"""{"custom_id":"1","method":"POST","url":"/v1/chat/completions","body":{{{Slow}}}}""" + "\n")}}"}
            """)),
    };

    private static async Task<Prepared> JobAsync(ExampleCaller caller, string body) =>
        Prepared.Named("id", (await caller.PostAsync("/v1/chat/completions", body, ("Prefer", "respond-async"))).GetProperty("id").GetString()!);

    private static async Task<Prepared> NamedFileAsync(ExampleCaller caller) => Prepared.Named("id", await FileAsync(caller, ExampleCaller.Body("UploadFile")));

    private static async Task<Prepared> BatchAsync(ExampleCaller caller, JsonElement form)
    {
        string file = await FileAsync(caller, form);
        JsonElement batch = await caller.PostAsync("/v1/batches", ExampleCaller.Body("CreateBatch").GetRawText().Replace(File, file, StringComparison.Ordinal));
        return Prepared.Named("id", batch.GetProperty("id").GetString()!);
    }

    private static async Task<string> FileAsync(ExampleCaller caller, JsonElement form)
    {
        GatewayAnswer answer = await caller.SendAsync(HttpMethod.Post, "/v1/files", ExampleCaller.ToContent("multipart/form-data", form));
        Assert.True(answer.Code == 200, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }
}

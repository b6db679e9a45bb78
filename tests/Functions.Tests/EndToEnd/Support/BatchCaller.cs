using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Support;

/// <summary>An app that works with files and batches.</summary>
internal sealed class BatchCaller(HttpClient client)
{
    public const string Chat = "/v1/chat/completions";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public BatchCaller(GatewayCaller caller)
        : this(caller.Client)
    {
    }

    /// <summary>A line that asks the sandbox.</summary>
    public static string Line(string id, string content = "Hi", string model = "sandbox/echo", string more = "") =>
        $$$"""{"custom_id":"{{{id}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{model}}}","messages":[{"role":"user","content":"{{{content}}}"}]{{{more}}}}}""";

    public async Task<GatewayAnswer> UploadAsync(string content, string purpose = "batch", string name = "input.jsonl", bool purposeLast = false, params (string Name, string Value)[] fields)
    {
        using MultipartFormDataContent form = [];
        ByteArrayContent file = new(Encoding.UTF8.GetBytes(content));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (purposeLast)
        {
            form.Add(file, "file", name);
            form.Add(new StringContent(purpose), "purpose");
        }
        else
        {
            form.Add(new StringContent(purpose), "purpose");
            form.Add(file, "file", name);
        }

        foreach ((string field, string value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        using HttpResponseMessage response = await client.PostAsync("/v1/files", form, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    public async Task<string> UploadedAsync(params IEnumerable<string> lines)
    {
        GatewayAnswer answer = await UploadAsync(string.Join('\n', lines));
        Assert.True(answer.Code == 200, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    public async Task<GatewayAnswer> SendAsync(HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        return await GatewayAnswer.ReadAsync(response);
    }

    public Task<GatewayAnswer> CreateAsync(string fileId, string endpoint = Chat, string more = "", params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/v1/batches", $$"""{"input_file_id":"{{fileId}}","endpoint":"{{endpoint}}","completion_window":"24h"{{more}}}""", headers);

    public async Task<string> CreatedAsync(string fileId, string endpoint = Chat)
    {
        GatewayAnswer answer = await CreateAsync(fileId, endpoint);
        Assert.True(answer.Code == 200, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> GetAsync(string id)
    {
        GatewayAnswer answer = await SendAsync(HttpMethod.Get, $"/v1/batches/{id}");
        Assert.True(answer.Code == 200, answer.Text);
        return answer.Json;
    }

    /// <summary>Waits until a batch is as a test wants it.</summary>
    public async Task<JsonElement> WaitAsync(string id, Func<JsonElement, bool> isEnough)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (true)
        {
            JsonElement batch = await GetAsync(id);
            if (isEnough(batch))
            {
                return batch;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Waits until a batch has ended.</summary>
    public Task<JsonElement> EndAsync(string id) =>
        WaitAsync(id, static batch => batch.GetProperty("status").GetString() is "completed" or "failed" or "cancelled" or "expired");

    /// <summary>Uploads lines, has them worked on and waits for the end.</summary>
    public async Task<JsonElement> RunAsync(IEnumerable<string> lines, string endpoint = Chat) => await EndAsync(await CreatedAsync(await UploadedAsync(lines), endpoint));

    /// <summary>The lines of one of a batch's files; none where it has no such file.</summary>
    public async Task<IReadOnlyList<JsonElement>> LinesAsync(JsonElement batch, string file = "output_file_id")
    {
        if (batch.GetProperty(file).GetString() is not { } id)
        {
            return [];
        }

        GatewayAnswer content = await SendAsync(HttpMethod.Get, $"/v1/files/{id}/content");
        Assert.True(content.Code == 200, content.Text);
        Assert.EndsWith("\n", content.Text, StringComparison.Ordinal);
        return [.. content.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line))];
    }
}

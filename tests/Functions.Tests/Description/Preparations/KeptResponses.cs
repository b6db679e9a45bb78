using LlmFunctions.Functions.Tests.Description.Support;

namespace LlmFunctions.Functions.Tests.Description.Preparations;

/// <summary>A kept response.</summary>
internal static class KeptResponses
{
    public static IReadOnlyDictionary<string, Prepare> All { get; } = new Dictionary<string, Prepare>
    {
        ["GetResponse"] = ResponseAsync,
        ["DeleteResponse"] = ResponseAsync,
        ["ResponseInputItems"] = ResponseAsync,
    };

    private static async Task<Prepared> ResponseAsync(ExampleCaller caller) =>
        Prepared.Named("id", (await caller.PostAsync("/v1/responses", """{"model":"sandbox/echo","input":"Hello"}""")).GetProperty("id").GetString()!);
}

using System.Text.Json;
using LlmFunctions.Functions.Tests.Description.Support;

namespace LlmFunctions.Functions.Tests.Description.Preparations;

/// <summary>An experiment, and a call that it was a part of.</summary>
internal static class Rated
{
    public static IReadOnlyDictionary<string, Prepare> All { get; } = new Dictionary<string, Prepare>
    {
        ["ExperimentReport"] = static async caller =>
        {
            await ExperimentAsync(caller);
            return new Prepared();
        },
        ["GiveFeedback"] = static async caller =>
        {
            await ExperimentAsync(caller);
            string id = Guid.NewGuid().ToString("N");
            await caller.PostAsync("/v1/chat/completions", """{"model":"sandbox/echo","user":"ann","messages":[{"role":"user","content":"Hello"}]}""", ("x-request-id", id));
            return new Prepared { Body = new Dictionary<string, string> { ["a-call-of-an-experiment"] = id } };
        },
    };

    private static Task<JsonElement> ExperimentAsync(ExampleCaller caller) =>
        caller.Admin.PostAsync("/api/v1/manage/experiments", ExampleCaller.Body("ManageExperiments.create").GetRawText());
}

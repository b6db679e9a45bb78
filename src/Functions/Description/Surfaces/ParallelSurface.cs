using LlmFunctions.ParallelInference;
using LlmFunctions.Security;

namespace LlmFunctions.Functions.Description.Surfaces;

/// <summary>Several models at once.</summary>
internal static class ParallelSurface
{
    public static Surface Surface { get; } = new("Several models", "One conversation for several models at once, and one answer of many.")
    {
        Schemas = "Surfaces/parallel",
        Records = [ParallelJson.Default.ParallelResult, ParallelJson.Default.ParallelError],
        Operations =
        [
            new("ParallelInference", "POST", "/api/v1/parallel", "Asks several models the same")
            {
                Text = "A model that fails is an error of its own result; the request is a 200 all the same. Unless `durable` is false or the answer is streamed, the calls are those of a job, which is waited for 60 seconds or as `Prefer` says; that needs the scope jobs, too.",
                Origin = Origin.Job,
                Needs = Rights.Chat,
                Request = Content.Json(
                    "ParallelRequest",
                    new Example("Two models", """{"models":["sandbox/first","sandbox/second"],"messages":[{"role":"user","content":"What is 2+2?"}],"max_tokens":100}"""),
                    new Example("Vote", """{"models":["sandbox/first","sandbox/second"],"aggregate":"vote","messages":[{"role":"user","content":"Yes or no?"}]}"""),
                    new Example("Without a job", """{"models":["sandbox/first","sandbox/second"],"durable":false,"messages":[{"role":"user","content":"Hello"}]}"""),
                    new Example("Stream", """{"models":["sandbox/first","sandbox/second"],"stream":true,"messages":[{"role":"user","content":"Hello"}]}""")),
                Answers =
                [
                    new(200, "The results, sorted by model: all in one, or each as an event when `stream` is true. The last event is the whole.",
                        Content.Json(ParallelJson.Default.ParallelResponse), Content.Events("ParallelEvent")),
                    JobsSurface.Accepted,
                ],
            },
        ],
    };
}

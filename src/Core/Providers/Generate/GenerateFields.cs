using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Generate;

/// <summary>What the dialect cannot carry, which is nearly everything: refused where it would change the answer, named where it is harmless.</summary>
internal static class GenerateFields
{
    private static readonly string[] ChangesTheAnswer = ["audio", "function_call", "functions"];

    public static void Refuse(ChatRequest request)
    {
        if (request.N > 1)
        {
            throw Unsupported("n", "more than one answer a request");
        }

        if (request.Logprobs is true || request.TopLogprobs > 0)
        {
            throw Unsupported(request.Logprobs is true ? "logprobs" : "top_logprobs", "log probabilities");
        }

        if (request.Stop is { Count: > 0 })
        {
            throw Unsupported("stop", "stop sequences");
        }

        // Tools that must not be called make no difference.
        if (request.Tools is { Count: > 0 } && request.ToolChoice?.Mode != ToolChoice.None)
        {
            throw Unsupported("tools", "tools");
        }

        if (request.ToolChoice is { Mode: not (ToolChoice.Auto or ToolChoice.None) })
        {
            throw Unsupported("tool_choice", "tools");
        }

        if (request.ResponseFormat is { Type: not ResponseFormat.TextType } format)
        {
            throw Unsupported("response_format.type", $"the response format {format.Type}");
        }

        if (ChangesTheAnswer.FirstOrDefault(name => request.Extra?.TryGetValue(name, out JsonElement value) is true && value.ValueKind != JsonValueKind.Null) is { } field)
        {
            throw Unsupported(field, field);
        }

        if (request.Extra?.TryGetValue("modalities", out JsonElement modalities) is true
            && modalities.ValueKind == JsonValueKind.Array
            && modalities.EnumerateArray().Any(static modality => modality.ValueKind != JsonValueKind.String || !modality.ValueEquals("text"u8)))
        {
            throw Unsupported("modalities", "answers that are not text");
        }
    }

    public static void CollectDropped(ChatRequest request, ISet<string> dropped)
    {
        AddIf(request.TopP is not null, "top_p");
        AddIf(request.TopK is not null, "top_k");
        AddIf(request.Seed is not null, "seed");
        AddIf(request.FrequencyPenalty is not null, "frequency_penalty");
        AddIf(request.PresencePenalty is not null, "presence_penalty");
        AddIf(request.LogitBias is not null, "logit_bias");
        AddIf(request.Tools is { Count: > 0 }, "tools");
        AddIf(request.ParallelToolCalls is not null, "parallel_tool_calls");
        AddIf(request.ReasoningEffort is not null, "reasoning_effort");
        AddIf(request.Thinking is not null, "thinking");
        AddIf(request.User is not null, "user");
        AddIf(request.Metadata is not null, "metadata");
        dropped.UnionWith(request.Extra?.Keys ?? []);

        void AddIf(bool present, string name)
        {
            if (present)
            {
                dropped.Add(name);
            }
        }
    }

    public static GatewayException Unsupported(string param, string what) =>
        new(ErrorKind.UnsupportedField, $"The generate dialect cannot carry {what}.", param);
}

using System.Security.Cryptography;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Makes the answer to a request. The same request has the same answer, but for the time in it.</summary>
internal static class SandboxAnswerMaker
{
    private const int MostChoices = 128;
    private const string Thoughts = "I think about what you said.";

    public static SandboxAnswer Make(ChatRequest request, SandboxOptions options, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        Check(request);
        IReadOnlyList<SandboxToolCall> calls = SandboxToolChoice.CallsOf(request, options);
        IEnumerable<SandboxDelta> content = calls.Count > 0 ? [.. ToolCalls(request, calls)] : Content(request, options);
        List<SandboxDelta> kept = SandboxLoad.Take(Reasoning(options).Concat(content), request, options, out bool isCut);
        int promptTokens = options.PromptTokens ?? Math.Max(1, request.Messages.Sum(static message => SandboxTokens.Count(message.Content?.AsText())));
        return new SandboxAnswer
        {
            Id = $"chatcmpl-{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}",
            Created = now.ToUnixTimeSeconds(),
            Model = request.Model ?? "",
            Deltas = kept,
            Choices = request.N ?? 1,
            FinishReason = isCut ? FinishReasons.Length : calls.Count > 0 ? FinishReasons.ToolCalls : FinishReasons.Stop,
            PromptTokens = promptTokens,
            CachedTokens = options.CachedTokens <= promptTokens
                ? options.CachedTokens
                : throw SandboxField.Invalid("sandbox.cached_tokens", $"must not be more than the {promptTokens} tokens of the prompt"),
        };
    }

    private static void Check(ChatRequest request)
    {
        if (request.Messages.Count == 0 || request.Messages.Contains(null))
        {
            throw SandboxField.Invalid("messages", "must be a list of at least one message");
        }

        if (request.N is < 1 or > MostChoices)
        {
            throw SandboxField.Invalid("n", $"must be from 1 to {MostChoices}");
        }

        if (request.OutputLimit is < 1)
        {
            throw SandboxField.Invalid(request.MaxCompletionTokens is null ? "max_tokens" : "max_completion_tokens", "must be at least 1");
        }
    }

    private static IEnumerable<SandboxDelta> Reasoning(SandboxOptions options) =>
        SandboxTokens.Repeat(Thoughts, options.ReasoningTokens).Select(static token => new SandboxDelta(SandboxDeltaKind.Reasoning, token));

    private static IEnumerable<SandboxDelta> ToolCalls(ChatRequest request, IReadOnlyList<SandboxToolCall> calls)
    {
        for (int i = 0; i < calls.Count; i++)
        {
            yield return new SandboxDelta(SandboxDeltaKind.ToolName, calls[i].Name!, i);
            foreach (string token in SandboxTokens.OfJson(SandboxToolChoice.ArgumentsOf(request, calls[i])))
            {
                yield return new SandboxDelta(SandboxDeltaKind.ToolArguments, token, i);
            }
        }
    }

    private static IEnumerable<SandboxDelta> Content(ChatRequest request, SandboxOptions options)
    {
        bool isJson = request.ResponseFormat is { Type: not ResponseFormat.TextType };
        if (isJson && options.Tokens is not null)
        {
            throw SandboxField.Invalid("sandbox.tokens", "means nothing with a response_format, which says how long the answer is");
        }

        string text = isJson ? SandboxText.Json(request) : SandboxText.Echo(request);
        IEnumerable<string> tokens = options.Tokens is { } count
            ? SandboxTokens.OfText(SandboxText.CutAtStop(SandboxLoad.Concat(SandboxTokens.Repeat(text, count)), request.Stop))
            : isJson ? SandboxTokens.OfJson(SandboxText.CutAtStop(text, request.Stop))
            : SandboxTokens.OfText(SandboxText.CutAtStop(text, request.Stop));
        return tokens.Select(static token => new SandboxDelta(SandboxDeltaKind.Content, token));
    }
}

using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>The finish reasons that OpenAI-shaped providers invented, in OpenAI's words.</summary>
internal static class OpenAIFinishReason
{
    /// <exception cref="GatewayException">The word says that the provider failed: the answer must not look whole.</exception>
    public static string? FromUpstream(string? reason) => reason?.ToLowerInvariant() switch
    {
        null or "" or "null" => null,
        "eos" or "end_turn" => FinishReasons.Stop,
        "max_tokens" or "model_length" or "model_context_window_exceeded" => FinishReasons.Length,
        "sensitive" => FinishReasons.ContentFilter,
        "error" or "network_error" or "insufficient_system_resource" =>
            throw new GatewayException(ErrorKind.UpstreamError, $"The provider broke off the answer ({reason})."),
        string known => known,
    };
}

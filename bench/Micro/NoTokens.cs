using LlmFunctions.Secrets;

namespace LlmFunctions.Bench.Micro;

/// <summary>The identity of an app whose providers have keys, which is never asked.</summary>
internal sealed class NoTokens : IAccessTokenSource
{
    public ValueTask<string> GetAsync(string scope, string? clientId, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The providers have keys.");
}

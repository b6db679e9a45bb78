using LlmFunctions.Secrets;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>A source of tokens that does what a test wants; without a script there are none.</summary>
internal sealed class ScriptedTokens(Func<string, string?, CancellationToken, Task<string>>? script = null) : IAccessTokenSource
{
    public async ValueTask<string> GetAsync(string scope, string? clientId, CancellationToken cancellationToken) =>
        script is null ? throw new InvalidOperationException("no identity") : await script(scope, clientId, cancellationToken);
}

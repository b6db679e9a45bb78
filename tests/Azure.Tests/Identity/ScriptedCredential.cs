using System.Collections.Concurrent;
using System.Threading.Channels;
using Azure.Core;

namespace LlmFunctions.AzureServices.Tests.Identity;

/// <summary>A credential whose tokens the test hands out one by one.</summary>
internal sealed class ScriptedCredential : TokenCredential
{
    private readonly Channel<TaskCompletionSource<AccessToken>> _waiting = Channel.CreateUnbounded<TaskCompletionSource<AccessToken>>();

    public ConcurrentQueue<string> Scopes { get; } = new();

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Tokens are fetched asynchronously.");

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes.Enqueue(OnlyScope(requestContext));
        TaskCompletionSource<AccessToken> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Writer.TryWrite(answer);
        return new ValueTask<AccessToken>(answer.Task);
    }

    /// <summary>Waits until a token is asked for, and gives it.</summary>
    public async Task GiveAsync(AccessToken token, CancellationToken cancellationToken) => (await _waiting.Reader.ReadAsync(cancellationToken)).SetResult(token);

    public async Task FailAsync(Exception exception, CancellationToken cancellationToken) => (await _waiting.Reader.ReadAsync(cancellationToken)).SetException(exception);

    private static string OnlyScope(TokenRequestContext context) => context.Scopes.Length == 1 ? context.Scopes[0] : throw new InvalidOperationException("One scope a token.");
}

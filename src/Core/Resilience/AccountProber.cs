using System.Diagnostics;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;

namespace LlmFunctions.Resilience;

/// <summary>Asks a provider something that costs nothing, or next to nothing, to find out whether an account can be called.</summary>
internal sealed class AccountProber(UpstreamClient upstream, ProviderKeys keys, TimeProvider timeProvider)
{
    private const int LeastServerError = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static bool CanProbe(Provider provider) => provider.InProcess is null && (provider.ProbeModel is not null || provider.Dialect.Probe() is not null);

    /// <summary>Probes an account; returns the key, too, that it did so with.</summary>
    public async Task<(ProbeOutcome Outcome, string? Key)> ProbeAsync(Account account, CancellationToken cancellationToken)
    {
        Provider provider = account.Provider;
        long start = timeProvider.GetTimestamp();
        using CancellationTokenSource silence = new(Patience, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        string? key = null;
        (ProbeResult Result, string? Error) found;
        try
        {
            key = await keys.GetAsync(provider, either.Token);
            using UpstreamResponse response = await upstream.SendAsync(provider, Request(provider), key, either.Token);
            found = (Judge(response.Status), response.IsSuccess ? null : $"HTTP {response.Status}");
        }
        catch (GatewayException exception)
        {
            found = (ProbeResult.Failed, Redaction.Clean(exception.Error, key, provider.BaseUrl, provider.Headers.Values).Message);
        }
        catch (Exception exception) when (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            found = (ProbeResult.Failed, $"no answer within {Patience.TotalSeconds:0} seconds");
        }

        return (new ProbeOutcome(timeProvider.GetUtcNow(), found.Result, Math.Round(timeProvider.GetElapsedTime(start).TotalMilliseconds, 1), found.Error), key);
    }

    private static UpstreamRequest Request(Provider provider)
    {
        if (provider.ProbeModel is not { } model)
        {
            return provider.Dialect.Probe() ?? throw new UnreachableException("Accounts that cannot be probed are left out.");
        }

        ChatRequest request = new() { Model = model, Messages = [new ChatMessage { Role = "user", Content = "1" }], MaxTokens = 1 };
        return provider.Dialect.ToUpstream(request, new UpstreamTarget { Model = model, Quirks = provider.Quirks });
    }

    // Providers that have no list of models answer with a 404, and those that are busy with a 429: they are there.
    private static ProbeResult Judge(int status) => status switch
    {
        >= 200 and < 300 => ProbeResult.Good,
        401 or 403 => ProbeResult.Refused,
        >= LeastServerError => ProbeResult.Failed,
        _ => ProbeResult.Reachable,
    };
}

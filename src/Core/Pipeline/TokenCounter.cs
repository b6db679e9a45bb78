using System.Text.Json;
using LlmFunctions.Configuration;
using LlmFunctions.Diagnostics;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;
using LlmFunctions.Guardrails;
using LlmFunctions.Json;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Security;
using LlmFunctions.Upstream;
using LlmFunctions.Usage;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Counts the tokens of a prompt: the provider does where it speaks the client's dialect and can, else the gateway
/// estimates. Nothing is generated, so there is no usage record.
/// </summary>
public sealed class TokenCounter(Router router, AppPolicies policies, ITargetPool pool, Guards guards, UpstreamClient upstream, ProviderKeys keys, TimeProvider timeProvider)
{
    public async Task<TokenCount> CountAsync(IClientDialect dialect, ClientRequest request, Caller caller, RoutingWishes wishes, CancellationToken cancellationToken)
    {
        if (guards.OptionsOf(caller.App) is { } rules)
        {
            // The provider that counts must not see more than the one that answers.
            request = guards.Of(rules).Protect(request).Request;
        }

        Candidate candidate = router.Route(request.Chat, Demand.Of(request.Chat), policies.Of(caller.App), wishes.Of(caller)).Candidates[0];
        Provider provider = candidate.Provider;
        UpstreamTarget target = new() { Model = candidate.Model, Info = candidate.Info, Quirks = provider.Quirks };
        bool passesThrough = request.Body is not null && dialect.Name == provider.Dialect.BodyDialect;
        return passesThrough && provider.Dialect.CountTokens(request.Body!.Value, target) is { } question
            ? new TokenCount(candidate, null, await AskAsync(AccountOf(candidate), candidate.Model, question with { Headers = request.Headers }, cancellationToken))
            : new TokenCount(candidate, TokenEstimator.CountPrompt(request.Chat), default);
    }

    /// <summary>The provider as it is called with the account whose turn it is: the keys may be the accounts' only.</summary>
    private Provider AccountOf(Candidate candidate) => pool.Pick(candidate, tried: null)?.Provider ?? candidate.Provider;

    private async Task<ReadOnlyMemory<byte>> AskAsync(Provider provider, string model, UpstreamRequest question, CancellationToken cancellationToken)
    {
        using AttemptDeadline deadline = new(AttemptTimeouts.All(provider.Timeout), new CallDeadline(provider.Timeout, timeProvider), timeProvider, cancellationToken);
        using ProviderSpan span = ProviderSpan.Start(ProviderSpan.CountTokens, provider, model);
        string? apiKey = null;
        try
        {
            apiKey = await keys.GetAsync(provider, deadline.Token);
            using UpstreamResponse response = await upstream.SendAsync(provider, question, apiKey, deadline.Token);
            if (!response.IsSuccess)
            {
                throw await UpstreamFailure.ReadAsync(provider, response, deadline.Token);
            }

            ReadOnlyMemory<byte> answer = await LimitedBody.ReadAnswerAsync(response, deadline.Token);
            if (JsonBody.TryParse(answer) is not { ValueKind: JsonValueKind.Object })
            {
                throw UpstreamErrors.Malformed("a count that is not JSON");
            }

            span.Succeed();
            return answer;
        }
        catch (Exception exception) when (UpstreamFailure.Explain(exception, provider, deadline, apiKey) is { } failure)
        {
            span.Fail(failure.Error);
            if (failure.Error.Kind == ErrorKind.UpstreamAuthentication)
            {
                keys.Refused(provider);
            }

            throw failure;
        }
    }
}

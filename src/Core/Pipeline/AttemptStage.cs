using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Routing;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Owns the attempts: tries the candidates in order until one answers, and reports each attempt exactly once. A streamed
/// answer counts as given when its first piece is there; what fails later is told to the client, not tried again.
/// </summary>
internal sealed class AttemptStage(UpstreamClient upstream, ProviderKeys keys, TimeProvider timeProvider, ILogger<AttemptStage> logger) : ICallStage
{
    public async Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return await TryAsync(call, call.Candidates[i], cancellationToken);
            }
            catch (GatewayException exception) when (i + 1 < call.Candidates.Count && IsWorthAnotherCandidate(exception.Error.Kind))
            {
                Log.CandidateFailed(logger, call.RequestId, call.Candidates[i].Provider.Name, call.Candidates[i].Model, exception.Error.Kind, exception.Message);
            }
        }
    }

    private static bool IsWorthAnotherCandidate(ErrorKind kind) =>
        kind is not (ErrorKind.ClientClosed or ErrorKind.InvalidRequest or ErrorKind.Internal or ErrorKind.StorageUnavailable);

    private async Task<CallAnswer> TryAsync(GatewayCall call, Candidate candidate, CancellationToken cancellationToken)
    {
        // A candidate that cannot carry the request is not called, so that is no attempt.
        UpstreamRequest request = call.ToUpstream(candidate, out bool passesThrough);
        Attempt attempt = new(call.Attempts.Count + 1, candidate, timeProvider);
        call.Attempts.Add(attempt);
        try
        {
            return await CallAsync(call, attempt, request, passesThrough, cancellationToken);
        }
        catch (Exception exception)
        {
            attempt.Fail(exception is GatewayException known ? known.Error.Kind : ErrorKind.Internal);
            throw;
        }
    }

    private async Task<CallAnswer> CallAsync(GatewayCall call, Attempt attempt, UpstreamRequest request, bool passesThrough, CancellationToken cancellationToken)
    {
        Provider provider = attempt.Candidate.Provider;
        AttemptDeadline deadline = new(provider.Timeout, timeProvider, cancellationToken);
        UpstreamResponse? response = null;
        string? apiKey = null;
        bool handedOver = false;
        try
        {
            apiKey = await keys.GetAsync(provider, deadline.Token);
            response = await upstream.SendAsync(provider, request, apiKey, () => attempt.IsSent = true, deadline.Token);
            attempt.UpstreamStatus = response.Status;
            if (!response.IsSuccess)
            {
                throw await UpstreamFailure.ReadAsync(provider, response, deadline.Token);
            }

            if (!call.IsStreaming)
            {
                ReadOnlyMemory<byte> body = await LimitedBody.ReadAnswerAsync(response, deadline.Token);
                CallAnswer answer = call.FromUpstream(attempt, body, passesThrough, request.Dropped);
                attempt.Succeed();
                return answer;
            }

            if (response.IsJson && provider.Dialect.Framing != StreamFraming.NewlineDelimitedJson)
            {
                throw await ReadUnstreamedAsync(provider, response, deadline.Token);
            }

            UpstreamStream stream = await UpstreamStream.OpenAsync(attempt, response, deadline, apiKey);
            handedOver = true;
            return new StreamedAnswer(stream) { Attempt = attempt, PassesThrough = passesThrough, Dropped = request.Dropped };
        }
        catch (Exception exception) when (UpstreamFailure.Explain(exception, provider, deadline, apiKey) is { } failure)
        {
            if (failure.Error.Kind == ErrorKind.UpstreamAuthentication)
            {
                keys.Refused(provider);
            }

            throw failure;
        }
        finally
        {
            if (!handedOver)
            {
                response?.Dispose();
                deadline.Dispose();
            }
        }
    }

    /// <summary>A JSON document where events were asked for is an error that came with a good status, in all likelihood.</summary>
    private static async Task<GatewayException> ReadUnstreamedAsync(Provider provider, UpstreamResponse response, CancellationToken cancellationToken)
    {
        SafeTranslation.ReadAnswer(provider.Dialect, await LimitedBody.ReadAnswerAsync(response, cancellationToken));
        return UpstreamErrors.Malformed("a whole answer where a stream was asked for");
    }
}

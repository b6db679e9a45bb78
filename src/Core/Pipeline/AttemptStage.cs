using LlmFunctions.Chat;
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
internal sealed class AttemptStage(UpstreamClient upstream, ProviderKeys keys, TimeProvider timeProvider, ILogger<AttemptStage> logger) : IChatStage
{
    public async Task<ChatAnswer> RunAsync(ChatCall call, ChatNext next, CancellationToken cancellationToken)
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

    private async Task<ChatAnswer> TryAsync(ChatCall call, Candidate candidate, CancellationToken cancellationToken)
    {
        // A candidate that cannot carry the request is not called, so that is no attempt.
        UpstreamRequest request = Translate(call, candidate, out bool passesThrough);
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

    private static UpstreamRequest Translate(ChatCall call, Candidate candidate, out bool passesThrough)
    {
        IProviderDialect dialect = candidate.Provider.Dialect;
        UpstreamTarget target = new() { Model = candidate.Model, Info = candidate.Info, Quirks = candidate.Provider.Quirks };
        passesThrough = call.Request.Body is not null && call.Dialect.Name == dialect.BodyDialect;
        if (passesThrough)
        {
            return dialect.PassThrough(call.Request.Body!.Value, call.Request.Chat, target) with { Headers = call.Request.Headers };
        }

        if (call.Request.NativeOnly is { } reason)
        {
            throw new GatewayException(reason);
        }

        UpstreamRequest request = dialect.ToUpstream(call.Request.Chat, target);
        return request with { Dropped = [.. call.Request.NativeFields.Union(request.Dropped)] };
    }

    private async Task<ChatAnswer> CallAsync(ChatCall call, Attempt attempt, UpstreamRequest request, bool passesThrough, CancellationToken cancellationToken)
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

            if (!call.Request.Chat.IsStreaming)
            {
                return await ReadWholeAsync(attempt, response, passesThrough, request.Dropped, deadline.Token);
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

    private static async Task<ChatAnswer> ReadWholeAsync(Attempt attempt, UpstreamResponse response, bool passesThrough, IReadOnlyList<string> dropped, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await LimitedBody.ReadAnswerAsync(response, cancellationToken);
        ChatResponse answer = SafeTranslation.ReadAnswer(attempt.Candidate.Provider.Dialect, body);
        AnswerIdentity.Of(attempt).Stamp(answer);
        attempt.Observe(answer);
        attempt.Succeed();
        return new WholeAnswer(answer, body) { Attempt = attempt, PassesThrough = passesThrough && !answer.Altered, Dropped = dropped };
    }
}

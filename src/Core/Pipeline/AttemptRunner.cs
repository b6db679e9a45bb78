using LlmFunctions.Diagnostics;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Quotas;
using LlmFunctions.Resilience;
using LlmFunctions.Secrets;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>
/// Makes one attempt and sees to it that it is reported exactly once, when it has ended. A streamed answer counts as given
/// when its first piece is there; what fails later is told to the client.
/// </summary>
internal sealed class AttemptRunner(UpstreamClient upstream, ProviderKeys keys, ITargetPool pool, AttemptLimits limits, TimeProvider timeProvider)
{
    /// <exception cref="GatewayException">
    /// The attempt failed, or there was none, because the candidate cannot carry the request or a limit does not allow it.
    /// </exception>
    public async Task<CallAnswer> RunAsync(GatewayCall call, AttemptTarget target, CallDeadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            if (call.Gate is not { } gate)
            {
                return await CallAsync(call, target, deadline, cancellationToken);
            }

            // What it waits for a place is no time of the provider's.
            using IDisposable place = await gate.EnterAsync(target, cancellationToken);
            return await CallAsync(call, target, deadline.Anew(), cancellationToken);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            // Not in an attempt, but before it or between two.
            throw new GatewayException(ErrorKind.ClientClosed, "The client closed the connection.", innerException: exception);
        }
    }

    private async Task<CallAnswer> CallAsync(GatewayCall call, AttemptTarget target, CallDeadline deadline, CancellationToken cancellationToken)
    {
        (Attempt attempt, UpstreamRequest request, bool passesThrough) = await BeginAsync(call, target, cancellationToken);
        try
        {
            return await TryAsync(call, attempt, request, passesThrough, deadline, cancellationToken);
        }
        catch (GatewayException refused) when (refused.Error is { Kind: ErrorKind.UpstreamAuthentication, UpstreamStatus: not null } && attempt.Provider.Secret is not null)
        {
            if (!await HasNewKeyAsync(call, attempt, deadline, cancellationToken))
            {
                throw;
            }
        }

        // The key was changed since it was last read.
        (attempt, request, passesThrough) = await BeginAsync(call, target, cancellationToken);
        return await TryAsync(call, attempt, request, passesThrough, deadline, cancellationToken);
    }

    private async Task<bool> HasNewKeyAsync(GatewayCall call, Attempt refused, CallDeadline deadline, CancellationToken cancellationToken)
    {
        using AttemptDeadline time = new(TimeoutsOf(call, refused.Target, deadline), deadline, timeProvider, cancellationToken);
        try
        {
            return await keys.RenewAsync(refused.Provider, refused.ApiKey, time.Token) is not null;
        }
        catch (OperationCanceledException) when (!time.IsClientGone)
        {
            // Whoever keeps the secrets is silent, and others may answer the call.
            return false;
        }
    }

    private async ValueTask<(Attempt Attempt, UpstreamRequest Request, bool PassesThrough)> BeginAsync(GatewayCall call, AttemptTarget target, CancellationToken cancellationToken)
    {
        QuotaReservation? reservation = limits.IsEmpty ? null : await limits.ReserveAsync(call, target, cancellationToken);
        UpstreamRequest request;
        bool passesThrough;
        try
        {
            request = call.ToUpstream(target.Candidate, reservation?.MostOutput, out passesThrough);
        }
        catch
        {
            reservation?.Release();
            throw;
        }

        Attempt attempt;
        lock (call.Attempts)
        {
            // Two that are under way together may both begin another.
            attempt = new Attempt(call.AttemptsBefore + call.Attempts.Count + 1, target, timeProvider, (ended, error) => pool.Ended(ended.Target.Key, AttemptReports.Of(call, ended, error)))
            {
                Reservation = reservation,
            };
            call.Attempts.Add(attempt);
        }

        pool.Started(target.Key);
        return (attempt, request, passesThrough);
    }

    private async Task<CallAnswer> TryAsync(GatewayCall call, Attempt attempt, UpstreamRequest request, bool passesThrough, CallDeadline deadline, CancellationToken cancellationToken)
    {
        // Started here and not with the attempt: the current activity of an async method is its own, and the provider is called below.
        attempt.Span = CallSpans.StartAttempt(call, attempt);
        AttemptDeadline time = new(TimeoutsOf(call, attempt.Target, deadline), deadline, timeProvider, cancellationToken);
        UpstreamResponse? response = null;
        bool handedOver = false;
        try
        {
            attempt.ApiKey = await keys.GetAsync(attempt.Provider, time.Token);
            response = await upstream.SendAsync(attempt.Provider.CalledFor(attempt.Candidate.Model), request, attempt.ApiKey, sent => attempt.IsSent = sent, time.Token);
            attempt.UpstreamStatus = response.Status;
            if (!response.IsSuccess)
            {
                throw await UpstreamFailure.ReadAsync(attempt.Provider, response, time.Token);
            }

            if (!call.IsStreaming)
            {
                time.Await(AttemptPhase.Body);
                CallAnswer answer = call.FromUpstream(attempt, await LimitedBody.ReadAnswerAsync(response, time.Token), passesThrough, request.Dropped);
                attempt.Succeed();
                return answer;
            }

            time.Await(AttemptPhase.FirstToken);
            await RefuseUnstreamedAsync(attempt.Provider, response, time.Token);
            UpstreamStream stream = await UpstreamStream.OpenAsync(attempt, response, time);
            handedOver = true;
            return new StreamedAnswer(stream) { Attempt = attempt, PassesThrough = passesThrough, Dropped = request.Dropped };
        }
        catch (Exception exception)
        {
            GatewayException? failure = UpstreamFailure.Explain(exception, attempt.Provider, time, attempt.ApiKey);
            attempt.Fail(failure?.Error ?? new GatewayError { Kind = ErrorKind.Internal, Message = exception.Message });
            if (failure is null)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            if (!handedOver)
            {
                response?.Dispose();
                time.Dispose();
            }
        }
    }

    private static AttemptTimeouts TimeoutsOf(GatewayCall call, AttemptTarget target, CallDeadline deadline)
    {
        TimeSpan? shared = target.HasFallback ? deadline.Allowed : null;
        return call.IsStreaming ? AttemptTimeouts.OfStream(target.Candidate, shared) : AttemptTimeouts.OfWhole(target.Candidate, shared, call.OutputLimit);
    }

    /// <summary>A JSON document where events were asked for is an error that came with a good status, in all likelihood.</summary>
    private static async Task RefuseUnstreamedAsync(Provider provider, UpstreamResponse response, CancellationToken cancellationToken)
    {
        if (response.IsJson && provider.Dialect.Framing != StreamFraming.NewlineDelimitedJson)
        {
            SafeTranslation.ReadAnswer(provider.Dialect, await LimitedBody.ReadAnswerAsync(response, cancellationToken));
            throw UpstreamErrors.Malformed("a whole answer where a stream was asked for");
        }
    }
}

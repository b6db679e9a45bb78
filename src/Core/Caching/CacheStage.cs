using System.Runtime.CompilerServices;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Caching;

/// <summary>
/// Answers a request that was answered before, where the app's settings want that. It stands behind routing, so that nobody gets an answer of a model that he
/// may not call; a call that it answers uses nothing of any limit.
/// </summary>
internal sealed class CacheStage(AnswerCache cache, CacheOptions options, TimeProvider timeProvider, ILogger<CacheStage> logger) : ICallStage
{
    private const int LargestAnswer = 1024 * 1024;

    private readonly AnswerReplay _replay = new(timeProvider, logger);

    public Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken) =>
        (call.Policy.Cache ?? options.Enabled) && !call.CacheWishes.NoStore && !IsTooCreative(call)
            ? RunCachedAsync(call, next, cancellationToken)
            : next(call, cancellationToken);

    /// <summary>Whether an answer that ended so is complete.</summary>
    public static bool IsGoodEnd(string? finishReason) => finishReason is FinishReasons.Stop or FinishReasons.ToolCalls;

    private async Task<CallAnswer> RunCachedAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken)
    {
        string key = CacheKey.Of(call);
        if (!call.CacheWishes.NoCache
            && await cache.FindAsync(key, call.CacheWishes.MaxAge, cancellationToken) is { } kept
            && await _replay.TryAsync(call, kept) is { } again)
        {
            call.CacheResult = "hit";
            return again;
        }

        call.CacheResult = "miss";
        CallAnswer answer = await next(call, cancellationToken);
        switch (answer)
        {
            case StreamedAnswer streamed:
                return streamed with { Items = RecordAsync(call, key, streamed, cancellationToken) };
            case WholeAnswer whole when whole.Response.Choices is { Count: > 0 } choices && choices.All(static choice => IsGoodEnd(choice.FinishReason)):
                await SaveAsync(call, key, answer, isStream: false, whole.Raw);
                break;
            case EmbeddingsAnswer embeddings:
                await SaveAsync(call, key, answer, isStream: false, embeddings.Raw);
                break;
        }

        return answer;
    }

    private async IAsyncEnumerable<StreamItem> RecordAsync(GatewayCall call, string key, StreamedAnswer answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StreamRecording recording = new(LargestAnswer);
        await foreach (StreamItem item in answer.Items.WithCancellation(cancellationToken))
        {
            recording.Add(item);
            yield return item;
        }

        // The client has the end by now. What was cut never comes here: it ends in an exception.
        if (recording.IsGood && !answer.Attempt.IsCutByLimit && (!recording.IsEndSilent || await IsFoundAgainAsync(answer, recording)))
        {
            await SaveAsync(call, key, answer, isStream: true, recording.Bytes);
        }
    }

    private static async Task<bool> IsFoundAgainAsync(StreamedAnswer answer, StreamRecording recording)
    {
        try
        {
            List<StreamItem> items = await AnswerReplay.ReadAsync(answer.Attempt.Candidate.Provider.Dialect, recording.Bytes);
            return items.Sum(static item => item.Chunks.Count) == recording.Chunks;
        }
        catch (GatewayException)
        {
            // The last event had no terminator, and without it the bytes are not whole.
            return false;
        }
    }

    private async Task SaveAsync(GatewayCall call, string key, CallAnswer answer, bool isStream, ReadOnlyMemory<byte> body)
    {
        if (body.Length is 0 or > LargestAnswer)
        {
            return;
        }

        DateTimeOffset now = timeProvider.GetUtcNow();
        await cache.SaveAsync(key, new CachedAnswer
        {
            Provider = answer.Attempt.Candidate.Provider.Name,
            Model = answer.Attempt.Candidate.Model,
            IsStream = isStream,
            PassesThrough = answer.PassesThrough,
            Dropped = answer.Dropped,
            StoredAt = now,
            ExpiresAt = now + (call.Policy.CacheTtl ?? options.Ttl),
            Body = body,
        });
    }

    // Who says none gets the providers' default, which is 1 with most.
    private bool IsTooCreative(GatewayCall call) => options.MaxTemperature is { } most && call is ChatCall chat && (chat.Request.Chat.Temperature ?? 1) > most;
}

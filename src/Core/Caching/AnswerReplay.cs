using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers;
using LlmFunctions.Resilience;
using LlmFunctions.Upstream;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Caching;

/// <summary>
/// Gives a kept answer once more: what the provider sent is read again as if it came just now, and is whole before the client gets the first of it. An answer
/// that came in the other form than it is asked for now is turned into that, where nothing is lost by it.
/// </summary>
internal sealed class AnswerReplay(TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Null when the answer is of no use for this call.</summary>
    public async Task<CallAnswer?> TryAsync(GatewayCall call, CachedAnswer kept)
    {
        // Who may serve the call is decided anew each time: an answer of somebody else is not one for it.
        if (call.Candidates.FirstOrDefault(candidate => candidate.Provider.Name == kept.Provider && candidate.Model == kept.Model) is not { Provider.Accounts: [{ } account, ..] } candidate)
        {
            return null;
        }

        // A native answer may have parts that the canonical shape has no place for.
        if (kept.IsStream != call.IsStreaming && kept.PassesThrough && !call.Dialect.IsCanonical)
        {
            return null;
        }

        Attempt attempt = new(1, new AttemptTarget(candidate, account, HasFallback: false), timeProvider) { IsReplay = true };
        try
        {
            CallAnswer? answer = kept.IsStream ? await StreamAsync(call, attempt, kept) : Whole(call, attempt, kept);
            if (answer is not null)
            {
                attempt.Succeed();
                call.Attempts.Add(attempt);
            }

            return answer;
        }
        catch (GatewayException exception)
        {
            Log.CachedAnswerUnreadable(logger, exception, call.RequestId, kept.Provider, kept.Model);
            return null;
        }
    }

    /// <summary>Reads the bytes of a stream to its end.</summary>
    /// <exception cref="GatewayException">They are not a whole answer.</exception>
    public static async Task<List<StreamItem>> ReadAsync(IProviderDialect dialect, ReadOnlyMemory<byte> bytes)
    {
        using MemoryStream body = new(bytes.ToArray(), writable: false);
        List<StreamItem> items = [];
        await foreach (StreamItem item in AnswerStream.ReadAsync(FrameReader.Create(dialect.Framing, body), dialect.CreateStreamTranslator(), CancellationToken.None))
        {
            // The reader reuses its buffer.
            items.Add(item with { Raw = item.Raw.ToArray() });
        }

        return items;
    }

    private static CallAnswer? Whole(GatewayCall call, Attempt attempt, CachedAnswer kept)
    {
        CallAnswer answer = call.FromUpstream(attempt, kept.Body, kept.PassesThrough, kept.Dropped);
        if (!call.IsStreaming)
        {
            return answer;
        }

        return answer is WholeAnswer whole && AnswerPieces.Split(whole.Response) is { } chunks
            ? new StreamedAnswer(chunks.Select((chunk, index) => new StreamItem(default, [chunk], IsLast: index == chunks.Count - 1)).ToAsyncEnumerable())
            {
                Attempt = attempt,
                PassesThrough = false,
                Dropped = kept.Dropped,
            }
            : null;
    }

    private static async Task<CallAnswer?> StreamAsync(GatewayCall call, Attempt attempt, CachedAnswer kept)
    {
        List<StreamItem> items = await ReadAsync(attempt.Candidate.Provider.Dialect, kept.Body);
        AnswerIdentity identity = AnswerIdentity.Of(attempt);
        foreach (ChatChunk chunk in items.SelectMany(static item => item.Chunks))
        {
            identity.Stamp(chunk);
            attempt.Observe(chunk);
        }

        if (call.IsStreaming)
        {
            return new StreamedAnswer(items.ToAsyncEnumerable()) { Attempt = attempt, PassesThrough = kept.PassesThrough, Dropped = kept.Dropped };
        }

        return AnswerPieces.Gather(items.SelectMany(static item => item.Chunks)) is { } response
            ? new WholeAnswer(response, default) { Attempt = attempt, PassesThrough = false, Dropped = kept.Dropped }
            : null;
    }
}

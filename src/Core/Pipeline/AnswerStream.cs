using System.Runtime.CompilerServices;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>Reads a provider's stream to its terminal event; a stream that ends without one ends in an exception.</summary>
internal static class AnswerStream
{
    public static IAsyncEnumerable<StreamItem> ReadAsync(FrameReader frames, IStreamTranslator translator, CancellationToken cancellationToken) =>
        ReadAsync(frames, translator, static () => false, cancellationToken);

    /// <param name="frames">The provider's events; released at the end.</param>
    /// <param name="translator">Reads them.</param>
    /// <param name="isOnlyEndMissing">Whether a cancellation means that the terminal event is not waited for any longer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<StreamItem> ReadAsync(
        FrameReader frames,
        IStreamTranslator translator,
        Func<bool> isOnlyEndMissing,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (!translator.IsComplete && await NextAsync(frames, translator, isOnlyEndMissing, cancellationToken) is { } frame)
            {
                // The bytes of a last event without its terminator cannot be passed on as they are.
                IReadOnlyList<ChatChunk> chunks = Translate(translator, frame);
                yield return new StreamItem(frame.IsTail ? default : frame.Raw, chunks, translator.IsComplete);
            }

            if (!translator.IsComplete)
            {
                yield return new StreamItem(default, SafeTranslation.Complete(translator), IsLast: true);
            }
        }
        finally
        {
            frames.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<StreamFrame?> NextAsync(FrameReader frames, IStreamTranslator translator, Func<bool> isOnlyEndMissing, CancellationToken cancellationToken)
    {
        try
        {
            return await frames.ReadAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (isOnlyEndMissing())
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException && translator.IsAnswered)
        {
            // However the connection ended, all of the answer was there.
            return null;
        }
    }

    private static IReadOnlyList<ChatChunk> Translate(IStreamTranslator translator, StreamFrame frame)
    {
        try
        {
            return frame.Data.IsEmpty ? [] : SafeTranslation.Translate(translator, frame);
        }
        catch (GatewayException) when (frame.IsTail && JsonBody.TryParse(frame.Data) is null)
        {
            // Half an event at the end of the body is a cut stream, not a provider that cannot write JSON.
            throw UpstreamErrors.Cut();
        }
    }
}

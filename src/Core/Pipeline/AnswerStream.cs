using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>Reads a provider's stream to its terminal event; a stream that ends without one ends in an exception.</summary>
internal static class AnswerStream
{
    public static async IAsyncEnumerable<StreamItem> ReadAsync(
        FrameReader frames,
        IStreamTranslator translator,
        AttemptDeadline deadline)
    {
        while (!translator.IsComplete && await NextAsync(frames, deadline) is { } frame)
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

    private static async ValueTask<StreamFrame?> NextAsync(FrameReader frames, AttemptDeadline deadline)
    {
        try
        {
            return await frames.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsOnlyEndMissing)
        {
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

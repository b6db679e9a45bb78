using System.Runtime.CompilerServices;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Upstream;

namespace LlmFunctions.Pipeline;

/// <summary>Reads a provider's stream to its terminal event; a stream that ends without one ends in an exception.</summary>
internal static class AnswerStream
{
    public static async IAsyncEnumerable<StreamItem> ReadAsync(
        FrameReader frames,
        IStreamTranslator translator,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!translator.IsComplete && await frames.ReadAsync(cancellationToken) is { } frame)
        {
            yield return new StreamItem(frame.Raw, Translate(translator, frame), translator.IsComplete);
        }

        if (!translator.IsComplete)
        {
            yield return new StreamItem(default, translator.Complete(), IsLast: true);
        }
    }

    private static IReadOnlyList<ChatChunk> Translate(IStreamTranslator translator, StreamFrame frame)
    {
        try
        {
            return frame.Data.IsEmpty ? [] : translator.Translate(frame);
        }
        catch (GatewayException exception) when (frame.IsTail && exception.Error.Kind == ErrorKind.UpstreamError)
        {
            // Half an event at the end of the body is a cut stream, not a provider that cannot write JSON.
            throw UpstreamErrors.Cut();
        }
    }
}

using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers;

/// <summary>
/// Runs the translators that read what a provider sent. Whatever a provider makes them stumble over is the provider's
/// failure, which another candidate may not have, and not a defect of the gateway.
/// </summary>
internal static class SafeTranslation
{
    public static ChatResponse ReadAnswer(IProviderDialect dialect, ReadOnlyMemory<byte> body)
    {
        try
        {
            return dialect.FromUpstream(body);
        }
        catch (Exception exception) when (IsOfTheContent(exception))
        {
            throw UpstreamErrors.Malformed("an answer that cannot be understood", exception);
        }
    }

    public static EmbeddingsResponse ReadEmbeddings(IEmbeddingsTranslator translator, ReadOnlyMemory<byte> body, EmbeddingsRequest request)
    {
        try
        {
            return translator.FromUpstream(body, request);
        }
        catch (Exception exception) when (IsOfTheContent(exception))
        {
            throw UpstreamErrors.Malformed("an answer that cannot be understood", exception);
        }
    }

    /// <summary>Reads the error of a response.</summary>
    public static GatewayError ReadError(IProviderDialect dialect, UpstreamResponse response, ReadOnlyMemory<byte> body) =>
        ReadError(dialect, response.Status, dialect.ErrorHeader is { } header ? response.Header(header) : null, body);

    /// <summary>Reads an error body; one that cannot be understood leaves the status to tell.</summary>
    public static GatewayError ReadError(IProviderDialect dialect, int status, string? kind, ReadOnlyMemory<byte> body)
    {
        try
        {
            return kind is null ? dialect.ErrorFromUpstream(status, body) : dialect.ErrorFromUpstream(status, kind, body);
        }
        catch (Exception exception) when (IsOfTheContent(exception))
        {
            return UpstreamErrors.FromStatus(status, null);
        }
    }

    public static IReadOnlyList<ChatChunk> Translate(IStreamTranslator translator, StreamFrame frame)
    {
        try
        {
            return translator.Translate(frame);
        }
        catch (Exception exception) when (IsOfTheContent(exception))
        {
            throw UpstreamErrors.Malformed("a stream event that cannot be understood", exception);
        }
    }

    public static IReadOnlyList<ChatChunk> Complete(IStreamTranslator translator)
    {
        try
        {
            return translator.Complete();
        }
        catch (Exception exception) when (IsOfTheContent(exception))
        {
            throw UpstreamErrors.Malformed("a stream that cannot be understood", exception);
        }
    }

    private static bool IsOfTheContent(Exception exception) => exception
        is InvalidOperationException or FormatException or JsonException or KeyNotFoundException or OverflowException or ArgumentException;
}

using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Ollama's <c>/api/chat</c> and <c>/api/generate</c>, as apps speak them to the gateway.</summary>
public sealed class OllamaClientDialect : IClientDialect
{
    private readonly Func<ReadOnlyMemory<byte>, ClientRequest> _read;
    private readonly OllamaLine _line;

    private OllamaClientDialect(Func<ReadOnlyMemory<byte>, ClientRequest> read, OllamaLine line)
    {
        _read = read;
        _line = line;
    }

    /// <summary>A conversation.</summary>
    public static OllamaClientDialect Chat { get; } = new(OllamaRequestReader.Read, OllamaLine.Chat);

    /// <summary>A single prompt; for the provider it is a conversation of one message.</summary>
    public static OllamaClientDialect Generate { get; } = new(OllamaGenerateReader.Read, OllamaLine.Generate);

    public string Name => "ollama";

    public string StreamContentType => "application/x-ndjson";

    public ClientRequest ReadRequest(ReadOnlyMemory<byte> body) => _read(body);

    public void WriteResponse(ChatResponse response, IBufferWriter<byte> output) => OllamaResponseWriter.Write(response, _line, output);

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => OllamaErrorWriter.Write(error, output);

    public IClientStreamWriter CreateStreamWriter(ChatRequest request) => new OllamaStreamWriter(_line);

    public IReadOnlyList<string> NamesOf(IReadOnlyList<string> fields, ChatRequest request) => OllamaFieldNames.Of(fields, request);

    /// <summary>Answers a request without a prompt, which asks Ollama to load the model or, with no time to keep it, to unload it.</summary>
    public void WriteLoaded(ChatRequest request, DateTimeOffset now, IBufferWriter<byte> output) =>
        _line.Write(output, new OllamaPiece { Model = request.Model ?? "", Created = now.ToUnixTimeSeconds(), Ending = new OllamaEnding(OllamaKeepAlive.IsZero(request) ? "unload" : "load") });
}

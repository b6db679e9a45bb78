using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>
/// Writes one JSON document a line. Tool calls are gathered, because Ollama's clients take them whole; the line that says
/// <c>done</c> comes when the answer is complete, and never after an error.
/// </summary>
internal sealed class OllamaStreamWriter(OllamaLine line) : IClientStreamWriter
{
    private readonly OllamaToolCallGatherer _calls = new();
    private string _model = "";
    private long _created;
    private string? _finishReason;
    private ChatUsage? _usage;
    private AnswerTiming _timing;

    public bool Wants(ChatChunk chunk) => true;

    public void Write(ChatChunk chunk, IBufferWriter<byte> output)
    {
        _model = chunk.Model.Length > 0 ? chunk.Model : _model;
        _created = chunk.Created > 0 ? chunk.Created : _created;
        _usage = chunk.Usage ?? _usage;
        _timing = chunk.Timing;
        foreach (ChunkChoice choice in chunk.Choices.Where(static choice => choice.Index == 0))
        {
            _finishReason = choice.FinishReason ?? _finishReason;
            Write(choice.Delta, choice.Logprobs?.Property("content"), output);
            _calls.Add(choice.Delta.ToolCalls);
        }
    }

    public void Complete(IBufferWriter<byte> output)
    {
        if (_calls.Take() is { } calls)
        {
            WriteLine(output, Piece() with { ToolCalls = calls });
        }

        WriteLine(output, Piece() with { Ending = new OllamaEnding(OllamaDoneReason.Of(_finishReason), _timing, _usage) });
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        OllamaErrorWriter.Write(error, output);
        output.Write("\n"u8);
    }

    // A blank line or one of another shape is an error to most clients; white space before the next document is none.
    public void Ping(IBufferWriter<byte> output) => output.Write(" "u8);

    private void Write(ChatDelta delta, JsonElement? logprobs, IBufferWriter<byte> output)
    {
        OllamaPiece piece = Piece() with
        {
            Content = NullIfEmpty(delta.Content) ?? NullIfEmpty(delta.Refusal),
            Thinking = NullIfEmpty(delta.ReasoningContent),
            ThinkingBlocks = delta.ThinkingBlocks is { Count: > 0 } blocks ? blocks : null,
            Logprobs = logprobs,
        };
        if (piece is not { Content: null, Thinking: null, ThinkingBlocks: null, Logprobs: null })
        {
            WriteLine(output, piece);
        }
    }

    private void WriteLine(IBufferWriter<byte> output, OllamaPiece piece)
    {
        line.Write(output, piece);
        output.Write("\n"u8);
    }

    private OllamaPiece Piece() => new() { Model = _model, Created = _created };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

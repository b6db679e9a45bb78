using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>
/// Writes a streamed answer as server-sent events or as a JSON array that grows. There is no terminal event: the last one
/// has the finish reasons and the usage, and an array is closed.
/// </summary>
internal sealed class GeminiStreamWriter(bool asArray, bool includesThoughts) : IClientStreamWriter
{
    private readonly SortedDictionary<int, GeminiStreamCandidate> _candidates = [];
    private readonly ArrayBufferWriter<byte> _event = new();
    private bool _hasBegun;
    private bool _hasPassedEnd;
    private string _model = "";
    private string _id = "";
    private ChatUsage? _usage;

    // A finish reason that the client has in the provider's bytes is not told again.
    public bool Wants(ChatChunk chunk) => !_hasPassedEnd || chunk.Choices.Any(static choice => choice.FinishReason is null);

    public void Write(ChatChunk chunk, IBufferWriter<byte> output)
    {
        _model = chunk.Model;
        _id = chunk.Id;
        _usage = chunk.Usage ?? _usage;
        ChunkChoice[] visible = [.. chunk.Choices.Where(choice => CandidateOf(choice).Take(choice))];
        if (visible.Length == 0)
        {
            return;
        }

        WriteEvent(output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("candidates"u8);
            foreach (ChunkChoice choice in visible)
            {
                CandidateOf(choice).Write(writer, choice);
            }

            writer.WriteEndArray();
            GeminiResponseWriter.WriteEnd(writer, chunk.Usage, _model, _id);
            writer.WriteEndObject();
        });
    }

    public void Pass(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        _hasPassedEnd |= raw.IndexOf("\"finishReason\""u8) >= 0;
        if (!asArray)
        {
            output.Write(raw);
            return;
        }

        _event.ResetWrittenCount();
        foreach (Range range in raw.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = raw[range];
            if (line.StartsWith("data:"u8))
            {
                _event.Write(line["data:".Length..].Trim(" \r"u8));
            }
        }

        if (_event.WrittenCount > 0)
        {
            Frame(output, _event.WrittenSpan);
        }
    }

    public void Complete(IBufferWriter<byte> output)
    {
        if (_candidates.Count > 0)
        {
            WriteEvent(output, writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("candidates"u8);
                foreach (GeminiStreamCandidate candidate in _candidates.Values)
                {
                    candidate.Finish(writer);
                }

                writer.WriteEndArray();
                GeminiResponseWriter.WriteEnd(writer, _usage, _model, _id);
                writer.WriteEndObject();
            });
        }

        if (asArray)
        {
            output.Write(_hasBegun ? "\n]"u8 : "[]"u8);
        }
    }

    /// <summary>The array stays open: what is not whole must not look so.</summary>
    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        _event.ResetWrittenCount();
        GeminiErrorWriter.Write(error, _event);
        Frame(output, _event.WrittenSpan);
    }

    // Not a comment: some of Google's own libraries give up on a line that is not data. Empty lines mean nothing to any.
    public void Ping(IBufferWriter<byte> output) => output.Write(asArray ? "\n"u8 : "\n\n"u8);

    private GeminiStreamCandidate CandidateOf(ChunkChoice choice)
    {
        if (!_candidates.TryGetValue(choice.Index, out GeminiStreamCandidate? candidate))
        {
            _candidates.Add(choice.Index, candidate = new GeminiStreamCandidate(choice.Index, includesThoughts));
        }

        return candidate;
    }

    private void WriteEvent(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        _event.ResetWrittenCount();
        using (Utf8JsonWriter writer = new(_event, JsonBody.WriterOptions))
        {
            write(writer);
        }

        Frame(output, _event.WrittenSpan);
    }

    private void Frame(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        output.Write(asArray ? (_hasBegun ? "\n,\n"u8 : "["u8) : "data: "u8);
        output.Write(json);
        if (!asArray)
        {
            output.Write("\n\n"u8);
        }

        _hasBegun = true;
    }
}

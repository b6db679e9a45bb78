using System.Buffers;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Writes the events of a streamed answer into one buffer, which is used again and again.</summary>
internal sealed class SandboxEventWriter(SandboxAnswer answer) : IDisposable
{
    private static readonly JsonWriterOptions WriterOptions = JsonBody.WriterOptions with { SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Utf8JsonWriter _writer = new(Stream.Null, WriterOptions);
    private bool _isTaken;

    public int Length => _isTaken ? 0 : _buffer.WrittenCount;

    /// <summary>What was written since the last call; valid until the next event is written.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        ReadOnlyMemory<byte> written = _isTaken ? default : _buffer.WrittenMemory;
        _isTaken = true;
        return written;
    }

    public void WriteRoles()
    {
        for (int choice = 0; choice < answer.Choices; choice++)
        {
            BeginChoice(choice);
            _writer.WriteString("role"u8, "assistant"u8);
            _writer.WriteString("content"u8, ""u8);
            EndChoice(null);
        }
    }

    public void WriteDelta(SandboxDelta delta)
    {
        for (int choice = 0; choice < answer.Choices; choice++)
        {
            BeginChoice(choice);
            switch (delta.Kind)
            {
                case SandboxDeltaKind.Reasoning:
                    _writer.WriteString("reasoning_content"u8, delta.Text);
                    break;
                case SandboxDeltaKind.Content:
                    _writer.WriteString("content"u8, delta.Text);
                    break;
                default:
                    WriteToolCall(delta, choice);
                    break;
            }

            EndChoice(null);
        }
    }

    /// <summary>Writes why the answer ends, the usage when it is wanted, and the event that says that it is whole.</summary>
    public void WriteEnd(bool includeUsage)
    {
        for (int choice = 0; choice < answer.Choices; choice++)
        {
            BeginChoice(choice);
            EndChoice(answer.FinishReason);
        }

        if (includeUsage)
        {
            Begin();
            SandboxJson.WriteHead(_writer, answer, "chat.completion.chunk"u8);
            _writer.WriteStartArray("choices"u8);
            _writer.WriteEndArray();
            SandboxJson.WriteUsage(_writer, answer);
            _writer.WriteEndObject();
            End();
        }

        WriteRaw("[DONE]"u8);
    }

    public void WriteError(string message, string type, string? code)
    {
        Begin();
        SandboxJson.WriteError(_writer, message, type, param: null, code);
        End();
    }

    /// <summary>Writes an event whose payload is as given.</summary>
    public void WriteRaw(ReadOnlySpan<byte> payload)
    {
        Begin();
        _buffer.Write(payload);
        End();
    }

    public void Dispose() => _writer.Dispose();

    private void WriteToolCall(SandboxDelta delta, int choice)
    {
        bool isStart = delta.Kind == SandboxDeltaKind.ToolName;
        _writer.WriteStartArray("tool_calls"u8);
        _writer.WriteStartObject();
        _writer.WriteNumber("index"u8, delta.ToolIndex);
        if (isStart)
        {
            _writer.WriteString("id"u8, answer.ToolCallId(choice, delta.ToolIndex));
            _writer.WriteString("type"u8, "function"u8);
        }

        _writer.WriteStartObject("function"u8);
        if (isStart)
        {
            _writer.WriteString("name"u8, delta.Text);
        }

        _writer.WriteString("arguments"u8, isStart ? "" : delta.Text);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.WriteEndArray();
    }

    private void BeginChoice(int choice)
    {
        Begin();
        SandboxJson.WriteHead(_writer, answer, "chat.completion.chunk"u8);
        _writer.WriteStartArray("choices"u8);
        _writer.WriteStartObject();
        _writer.WriteNumber("index"u8, choice);
        _writer.WriteStartObject("delta"u8);
    }

    private void EndChoice(string? finishReason)
    {
        _writer.WriteEndObject();
        _writer.WriteNull("logprobs"u8);
        _writer.WriteString("finish_reason"u8, finishReason);
        _writer.WriteEndObject();
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        End();
    }

    private void Begin()
    {
        if (_isTaken)
        {
            _buffer.ResetWrittenCount();
            _isTaken = false;
        }

        _buffer.Write("data: "u8);
        _writer.Reset(_buffer);
    }

    private void End()
    {
        _writer.Flush();
        _buffer.Write("\n\n"u8);
    }
}

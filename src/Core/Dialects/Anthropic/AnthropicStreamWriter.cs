using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>
/// Writes a streamed answer (https://platform.claude.com/docs/en/build-with-claude/streaming): <c>message_start</c>, the
/// content blocks, <c>message_delta</c> with the reason and the usage, <c>message_stop</c>.
/// </summary>
internal sealed class AnthropicStreamWriter : IClientStreamWriter
{
    private readonly AnthropicEventWriter _events = new();
    private readonly AnthropicStreamBlocks _blocks;
    private readonly string? _requestId;
    private readonly StringBuilder _refusal = new();
    private string? _finishReason;
    private IDictionary<string, JsonElement>? _finishExtra;
    private ChatUsage? _usage;
    private bool _begun;
    private bool _passes;
    private bool _ended;
    private int? _openBlock;

    public AnthropicStreamWriter(string? requestId)
    {
        _requestId = requestId;
        _blocks = new AnthropicStreamBlocks(_events);
    }

    public bool Wants(ChatChunk chunk) => true;

    public void Write(ChatChunk chunk, IBufferWriter<byte> output)
    {
        _usage = chunk.Usage ?? _usage;
        if (chunk.Choices.FirstOrDefault(static choice => choice.Index == 0) is { } choice)
        {
            _finishReason = choice.FinishReason ?? _finishReason;
            _finishExtra = choice.FinishReason is null ? _finishExtra : choice.Extra;
            if (!_passes)
            {
                Begin(chunk, output);
                Add(choice.Delta);
            }
        }
    }

    public void Pass(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        output.Write(raw);
        _passes = true;

        // Within a JSON string the quotes would be escaped, so this is the event's own type.
        _ended |= raw.IndexOf("\"message_delta\""u8) >= 0;
        _openBlock = raw.IndexOf("\"content_block_start\""u8) >= 0 ? IndexIn(raw) : raw.IndexOf("\"content_block_stop\""u8) >= 0 ? null : _openBlock;
    }

    public void Complete(IBufferWriter<byte> output)
    {
        if (!_passes)
        {
            Begin(new ChatChunk(), output);
            _blocks.End();
        }

        _events.Use(output);
        if (_openBlock is { } open)
        {
            // The gateway ended the answer in the middle of the provider's block.
            _events.Begin("content_block_stop"u8).WriteNumber("index"u8, open);
            _events.End();
        }

        if (!_ended)
        {
            WriteEnd();
        }

        _events.Begin("message_stop"u8);
        _events.End();
    }

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        _events.Use(output);
        AnthropicErrorWriter.WriteProperties(_events.BeginData("error"u8), error, _requestId);
        _events.End();
    }

    public void Ping(IBufferWriter<byte> output) => output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);

    private void Begin(ChatChunk chunk, IBufferWriter<byte> output)
    {
        _events.Use(output);
        if (_begun)
        {
            return;
        }

        _begun = true;
        Utf8JsonWriter json = _events.Begin("message_start"u8);
        json.WriteStartObject("message"u8);
        AnthropicMessageWriter.WriteHead(json, chunk.Id, chunk.Model);
        json.WriteStartArray("content"u8);
        json.WriteEndArray();
        json.WriteNull("stop_reason"u8);
        json.WriteNull("stop_sequence"u8);

        // Most providers tell the usage at the end only: message_delta has all of it.
        AnthropicUsageWriter.Write(json, _usage);
        json.WriteEndObject();
        _events.End();
    }

    private void Add(ChatDelta delta)
    {
        if (!string.IsNullOrEmpty(delta.ReasoningContent))
        {
            _blocks.AddThinking(delta.ReasoningContent);
        }

        foreach (ThinkingBlock block in delta.ThinkingBlocks ?? [])
        {
            if (block.Data is not null)
            {
                _blocks.AddWhole(AnthropicJson.Element(json => AnthropicBlockWriter.WriteThinking(json, block)));
            }
            else
            {
                _blocks.Sign(block);
            }
        }

        AddText(delta.Content);
        AddText(delta.Refusal);
        _refusal.Append(delta.Refusal);
        foreach (JsonElement image in AnthropicBlockWriter.Images(delta.Extra))
        {
            if (AnthropicBlockWriter.Image(image) is { } block)
            {
                _blocks.AddWhole(block);
            }
        }

        foreach (ToolCall call in delta.ToolCalls ?? [])
        {
            _blocks.AddCall(call);
        }
    }

    private void AddText(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _blocks.AddText(text);
        }
    }

    private static int? IndexIn(ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> name = "\"index\":"u8;
        int at = raw.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(raw[(at + name.Length)..].TrimStart((byte)' '), out int index, out _) ? index : null;
    }

    private void WriteEnd()
    {
        string? refusal = _refusal.Length > 0 ? _refusal.ToString() : null;
        Utf8JsonWriter json = _events.Begin("message_delta"u8);
        json.WriteStartObject("delta"u8);
        AnthropicStop.Of(_finishReason, _finishExtra, _blocks.HasCalls, refusal).WriteProperties(json);
        json.WriteEndObject();
        AnthropicUsageWriter.Write(json, _usage);
        _events.End();
    }
}

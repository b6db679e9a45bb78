using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Writes the content blocks of a stream one after another: a block is open until another begins, and never again after it.</summary>
internal sealed class AnthropicStreamBlocks(AnthropicEventWriter events)
{
    private readonly List<AnthropicBlock> _waiting = [];
    private AnthropicBlock? _open;
    private int _count;

    /// <summary>Whether any of the blocks is a tool call.</summary>
    public bool HasCalls { get; private set; }

    public void AddText(string text) => Add(AnthropicBlockKind.Text, null, text);

    public void AddThinking(string text) => Add(AnthropicBlockKind.Thinking, null, text);

    /// <summary>Adds a piece of a call; the first one has its id and name.</summary>
    public void AddCall(ToolCall piece)
    {
        HasCalls = true;
        Add(AnthropicBlockKind.Call, piece, piece.Function?.Arguments ?? "");
    }

    public void AddWhole(JsonElement block) => Begin(new AnthropicBlock { Kind = AnthropicBlockKind.Whole, Whole = block, IsEnded = true });

    /// <summary>Ends the thinking that is open, or adds what was thought unseen.</summary>
    public void Sign(ThinkingBlock thinking)
    {
        AnthropicBlock? block = Find(AnthropicBlockKind.Thinking, 0);
        if (block is null)
        {
            AddThinking(thinking.Thinking ?? "");
            block = Find(AnthropicBlockKind.Thinking, 0)!;
        }

        block.Signature = thinking.Signature;
        block.IsEnded = true;
    }

    /// <summary>Ends all that is open or waiting.</summary>
    public void End()
    {
        Close();
        foreach (AnthropicBlock block in _waiting)
        {
            Open(block);
            Close();
        }

        _waiting.Clear();
    }

    private void Add(AnthropicBlockKind kind, ToolCall? call, string piece)
    {
        if (Find(kind, call?.Index ?? 0) is not { } block)
        {
            Begin(block = new AnthropicBlock { Kind = kind, Call = call });
        }

        block.Append(piece);
        if (block == _open)
        {
            WriteDelta(block, piece);
        }
    }

    private AnthropicBlock? Find(AnthropicBlockKind kind, int callIndex) =>
        _open?.TakesMore(kind, callIndex) is true ? _open : _waiting.Find(block => block.TakesMore(kind, callIndex));

    private void Begin(AnthropicBlock block)
    {
        _waiting.Add(block);
        while (_waiting.Count > 0 && _open?.CanEnd is not false)
        {
            Close();
            Open(_waiting[0]);
            _waiting.RemoveAt(0);
        }
    }

    private void Open(AnthropicBlock block)
    {
        _open = block;
        Utf8JsonWriter json = events.Begin("content_block_start"u8);
        json.WriteNumber("index"u8, _count);
        json.WritePropertyName("content_block"u8);
        switch (block.Kind)
        {
            case AnthropicBlockKind.Text:
                AnthropicBlockWriter.WriteText(json, "", null);
                break;
            case AnthropicBlockKind.Thinking:
                AnthropicBlockWriter.WriteThinking(json, new ThinkingBlock());
                break;
            case AnthropicBlockKind.Call:
                AnthropicBlockWriter.WriteCall(json, block.Call!, null);
                break;
            default:
                block.Whole.WriteTo(json);
                break;
        }

        events.End();
        WriteDelta(block, block.Text);
    }

    private void Close()
    {
        if (_open is null)
        {
            return;
        }

        if (_open.Signature is { Length: > 0 } signature)
        {
            WriteDelta("signature_delta"u8, "signature"u8, signature);
        }

        Utf8JsonWriter json = events.Begin("content_block_stop"u8);
        json.WriteNumber("index"u8, _count++);
        events.End();
        _open = null;
    }

    private void WriteDelta(AnthropicBlock block, string piece)
    {
        if (piece.Length == 0)
        {
            return;
        }

        switch (block.Kind)
        {
            case AnthropicBlockKind.Text:
                WriteDelta("text_delta"u8, "text"u8, piece);
                break;
            case AnthropicBlockKind.Thinking:
                WriteDelta("thinking_delta"u8, "thinking"u8, piece);
                break;
            default:
                WriteDelta("input_json_delta"u8, "partial_json"u8, piece);
                break;
        }
    }

    private void WriteDelta(ReadOnlySpan<byte> type, ReadOnlySpan<byte> field, string piece)
    {
        Utf8JsonWriter json = events.Begin("content_block_delta"u8);
        json.WriteNumber("index"u8, _count);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        json.WriteString(field, piece);
        json.WriteEndObject();
        events.End();
    }
}

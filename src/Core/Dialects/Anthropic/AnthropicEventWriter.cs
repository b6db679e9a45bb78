using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Anthropic;

/// <summary>Writes server-sent events whose name is also the <c>type</c> of their data.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Over a buffer that is not its own the JSON writer holds nothing to give back.")]
internal sealed class AnthropicEventWriter
{
    private Utf8JsonWriter? _json;
    private IBufferWriter<byte>? _output;

    /// <summary>Where the events go that follow.</summary>
    public void Use(IBufferWriter<byte> output) => _output = output;

    /// <summary>Begins an event; its properties are written before <see cref="End"/>.</summary>
    public Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        Utf8JsonWriter json = BeginData(type);
        json.WriteString("type"u8, type);
        return json;
    }

    /// <summary>Begins an event whose data says its type itself.</summary>
    public Utf8JsonWriter BeginData(ReadOnlySpan<byte> name)
    {
        IBufferWriter<byte> output = _output ?? throw new InvalidOperationException("There is no output yet.");
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
        if (_json is null)
        {
            _json = new Utf8JsonWriter(output, JsonBody.WriterOptions);
        }
        else
        {
            _json.Reset(output);
        }

        _json.WriteStartObject();
        return _json;
    }

    public void End()
    {
        _json!.WriteEndObject();
        _json.Flush();
        _output!.Write("\n\n"u8);
    }
}

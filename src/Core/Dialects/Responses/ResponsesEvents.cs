using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>Writes the events of a stream, numbered one after another, and keeps them until they are fetched.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Over a buffer of its own the JSON writer holds nothing to give back.")]
internal sealed class ResponsesEvents
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _json;
    private int _number;

    /// <summary>Moves what was written to the client's connection.</summary>
    public void MoveTo(IBufferWriter<byte> output)
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }

    public void ItemAdded(ResponsesItem item) => WriteItem("response.output_item.added"u8, item, isBeginning: true);

    public void ItemDone(ResponsesItem item) => WriteItem("response.output_item.done"u8, item, isBeginning: false);

    public void SummaryAdded(ResponsesItem item)
    {
        Utf8JsonWriter json = Begin("response.reasoning_summary_part.added"u8, item, "summary_index"u8, 0);
        json.WritePropertyName("part"u8);
        ResponsesItem.WriteSummary(json, "");
        End();
    }

    public void SummaryDelta(ResponsesItem item, string delta)
    {
        Begin("response.reasoning_summary_text.delta"u8, item, "summary_index"u8, 0).WriteString("delta"u8, delta);
        End();
    }

    public void SummaryDone(ResponsesItem item)
    {
        Begin("response.reasoning_summary_text.done"u8, item, "summary_index"u8, 0).WriteString("text"u8, item.Text);
        End();
        Utf8JsonWriter json = Begin("response.reasoning_summary_part.done"u8, item, "summary_index"u8, 0);
        json.WritePropertyName("part"u8);
        ResponsesItem.WriteSummary(json, item.Text);
        End();
    }

    public void PartAdded(ResponsesItem item, ResponsesPart part)
    {
        Utf8JsonWriter json = Begin("response.content_part.added"u8, item, "content_index"u8, part.Index);
        json.WritePropertyName("part"u8);
        part.Write(json, isEmpty: true);
        End();
    }

    public void PartDelta(ResponsesItem item, ResponsesPart part, string delta, IEnumerable<JsonElement> logprobs)
    {
        Utf8JsonWriter json = Begin(part.IsRefusal ? "response.refusal.delta"u8 : "response.output_text.delta"u8, item, "content_index"u8, part.Index);
        json.WriteString("delta"u8, delta);
        if (!part.IsRefusal)
        {
            json.WritePropertyName("logprobs"u8);
            ResponsesPart.WriteArray(json, logprobs);
        }

        End();
    }

    public void AnnotationAdded(ResponsesItem item, ResponsesPart part, JsonElement annotation)
    {
        Utf8JsonWriter json = Begin("response.output_text.annotation.added"u8, item, "content_index"u8, part.Index);
        json.WriteNumber("annotation_index"u8, part.Annotations.Count - 1);
        json.WritePropertyName("annotation"u8);
        annotation.WriteTo(json);
        End();
    }

    public void PartDone(ResponsesItem item, ResponsesPart part)
    {
        Utf8JsonWriter json = Begin(part.IsRefusal ? "response.refusal.done"u8 : "response.output_text.done"u8, item, "content_index"u8, part.Index);
        json.WriteString(part.IsRefusal ? "refusal"u8 : "text"u8, part.Text);
        if (!part.IsRefusal)
        {
            json.WritePropertyName("logprobs"u8);
            ResponsesPart.WriteArray(json, part.Logprobs);
        }

        End();
        json = Begin("response.content_part.done"u8, item, "content_index"u8, part.Index);
        json.WritePropertyName("part"u8);
        part.Write(json);
        End();
    }

    public void ArgumentsDelta(ResponsesItem item, string delta)
    {
        BeginOf("response.function_call_arguments.delta"u8, item).WriteString("delta"u8, delta);
        End();
    }

    public void ArgumentsDone(ResponsesItem item)
    {
        Utf8JsonWriter json = BeginOf("response.function_call_arguments.done"u8, item);
        json.WriteString("name"u8, item.Name);
        json.WriteString("arguments"u8, item.Text);
        End();
    }

    /// <summary>An event with the whole response.</summary>
    public void Response(ReadOnlySpan<byte> type, Action<Utf8JsonWriter> write)
    {
        Utf8JsonWriter json = Begin(type);
        json.WritePropertyName("response"u8);
        write(json);
        End();
    }

    public void Error(string code, string message, string? param)
    {
        Utf8JsonWriter json = Begin("error"u8);
        json.WriteString("code"u8, code);
        json.WriteString("message"u8, message);
        json.WriteString("param"u8, param);
        End();
    }

    private void WriteItem(ReadOnlySpan<byte> type, ResponsesItem item, bool isBeginning)
    {
        Utf8JsonWriter json = Begin(type);
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        item.Write(json, isBeginning);
        End();
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type, ResponsesItem item, ReadOnlySpan<byte> indexName, int index)
    {
        Utf8JsonWriter json = BeginOf(type, item);
        json.WriteNumber(indexName, index);
        return json;
    }

    private Utf8JsonWriter BeginOf(ReadOnlySpan<byte> type, ResponsesItem item)
    {
        Utf8JsonWriter json = Begin(type);
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        return json;
    }

    private Utf8JsonWriter Begin(ReadOnlySpan<byte> type)
    {
        _buffer.Write("event: "u8);
        _buffer.Write(type);
        _buffer.Write("\ndata: "u8);
        if (_json is null)
        {
            _json = new Utf8JsonWriter(_buffer, JsonBody.WriterOptions);
        }
        else
        {
            _json.Reset();
        }

        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteNumber("sequence_number"u8, _number++);
        return _json;
    }

    private void End()
    {
        _json!.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n\n"u8);
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Providers.Gemini;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Gemini;

public sealed class GeminiStreamTests
{
    [Fact]
    public void Any_split_of_a_text_joins_to_the_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>[]>(), static pieces =>
        {
            string[] texts = [.. pieces.Select(static piece => WellFormed(piece.Get))];
            GeminiStream stream = new();
            List<ChatChunk> chunks = [.. texts.SelectMany(text => stream.Translate(Event(text, null)))];
            chunks.AddRange(stream.Translate(Event("", "STOP")));
            chunks.AddRange(stream.Complete());

            ChunkChoice[] choices = [.. chunks.SelectMany(static chunk => chunk.Choices)];
            Assert.Equal(string.Concat(texts), string.Concat(choices.Select(static choice => choice.Delta.Content)));
            Assert.Equal("assistant", choices[0].Delta.Role);
            Assert.All(choices[1..], static choice => Assert.Null(choice.Delta.Role));
            Assert.Equal("stop", Assert.Single(choices, static choice => choice.FinishReason is not null).FinishReason);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stream_is_complete_only_when_its_body_has_ended()
    {
        GeminiStream stream = new();

        _ = stream.Translate(Event("Hi", "STOP"));
        Assert.False(stream.IsComplete);
        _ = stream.Complete();
        Assert.True(stream.IsComplete);
    }

    [Fact]
    public void A_call_after_the_finish_reason_still_ends_in_tool_calls()
    {
        GeminiStream stream = new();

        _ = stream.Translate(Event("Hi", "STOP"));
        _ = stream.Translate(Frame("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"now"}}]}}]}"""));

        Assert.Equal("tool_calls", Assert.Single(stream.Complete()[0].Choices).FinishReason);
    }

    [Fact]
    public void Without_an_answer_id_the_call_is_named_by_its_position()
    {
        ChatChunk chunk = Assert.Single(new GeminiStream().Translate(
            Frame("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"a"}},{"functionCall":{"name":"b"}}]}}]}""")));

        Assert.Equal(["call_0", "call_1"], chunk.Choices[0].Delta.ToolCalls!.Select(static call => call.Id));
    }

    [Fact]
    public void A_cut_stream_does_not_become_complete()
    {
        GeminiStream stream = new();
        _ = stream.Translate(Event("Hi", null));

        GatewayException exception = Assert.Throws<GatewayException>(() => stream.Complete());

        Assert.Equal(ErrorKind.UpstreamStreamCut, exception.Error.Kind);
        Assert.False(stream.IsComplete);
    }

    // A lone surrogate cannot be sent by anybody: it has no UTF-8.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static StreamFrame Event(string text, string? finishReason) => Frame(Encoding.UTF8.GetString(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("candidates");
        writer.WriteStartObject();
        writer.WriteStartObject("content");
        writer.WriteStartArray("parts");
        writer.WriteStartObject();
        writer.WriteString("text", text);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        if (finishReason is not null)
        {
            writer.WriteString("finishReason", finishReason);
        }

        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }).Span));

    private static StreamFrame Frame(string json)
    {
        byte[] data = Encoding.UTF8.GetBytes(json);
        return new StreamFrame(null, data, data);
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.OpenAI;
using Xunit;

namespace LlmFunctions.Tests.Dialects.OpenAI;

public sealed class NativeFinishReasonTests
{
    [Theory]
    [InlineData("malformed_function_call")]
    [InlineData("other")]
    [InlineData("Stop")]
    [InlineData("")]
    public void A_word_that_OpenAI_does_not_know_becomes_stop_and_stands_beside_it(string reason)
    {
        JsonNode whole = Whole(new ChatChoice { FinishReason = reason });
        JsonNode chunk = Chunk(new ChunkChoice { FinishReason = reason });

        Assert.Equal(("stop", reason), ((string?)whole["finish_reason"], (string?)whole["native_finish_reason"]));
        Assert.Equal(("stop", reason), ((string?)chunk["finish_reason"], (string?)chunk["native_finish_reason"]));
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("length")]
    [InlineData("tool_calls")]
    [InlineData("content_filter")]
    [InlineData("function_call")]
    [InlineData(null)]
    public void A_word_of_OpenAI_stands_alone(string? reason)
    {
        JsonObject whole = Whole(new ChatChoice { FinishReason = reason });
        JsonObject chunk = Chunk(new ChunkChoice { FinishReason = reason });

        Assert.Equal((reason, false), ((string?)whole["finish_reason"], whole.ContainsKey("native_finish_reason")));
        Assert.Equal((reason, false), ((string?)chunk["finish_reason"], chunk.ContainsKey("native_finish_reason")));
    }

    [Fact]
    public void The_other_fields_of_the_choice_stay_and_a_field_that_the_provider_sent_wins()
    {
        JsonElement native = JsonElement.Parse("\"END\"");
        ChatChoice choice = new() { Index = 3, FinishReason = "odd", Extra = new Dictionary<string, JsonElement> { ["native_finish_reason"] = native, ["x"] = native } };

        JsonNode whole = Whole(choice);

        Assert.Equal((3, "stop", "END", "END"), ((int)whole["index"]!, (string?)whole["finish_reason"], (string?)whole["native_finish_reason"], (string?)whole["x"]));
    }

    [Fact]
    public void The_answer_itself_keeps_the_provider_s_word_for_the_usage_record()
    {
        ChatChoice choice = new() { FinishReason = "odd" };

        Whole(choice);

        Assert.Equal(("odd", null), (choice.FinishReason, choice.Extra));
    }

    private static JsonObject Whole(ChatChoice choice) => Choice(output => OpenAIClientDialect.Instance.WriteResponse(new ChatResponse { Choices = [choice] }, output));

    private static JsonObject Chunk(ChunkChoice choice) => Choice(output =>
        OpenAIClientDialect.Instance.CreateStreamWriter(new ChatRequest()).Write(new ChatChunk { Choices = [choice] }, output));

    private static JsonObject Choice(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> output = new();
        write(output);
        string json = Encoding.UTF8.GetString(output.WrittenSpan);
        return JsonNode.Parse(json[json.IndexOf('{')..])!["choices"]![0]!.AsObject();
    }
}

using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Anthropic;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers;

/// <summary>Events that are like those before are not read as a whole, and mean the same as if they were.</summary>
public sealed class ShortCutProperties
{
    private static readonly Gen<string> Text = Gen.Elements("", "a", " word", "\"", "\\", "\n\t", "é", "世界", "👋🏽", "\u0000", "<b>").Select(static text => JsonSerializer.Serialize(text, ChatJson.Strict.String));

    private static readonly Gen<string> OpenAIEvent =
        from first in Text
        from second in Text
        from shape in Gen.Elements(
            """{"id":"c","created":7,"model":"m","service_tier":null,"choices":[{"index":0,"delta":{"content":TEXT},"logprobs":null,"finish_reason":null}],"usage":null}""",
            """{"id":"c","created":7,"model":"m","service_tier":null,"choices":[{"index":0,"delta":{"content":TEXT},"logprobs":null,"finish_reason":null}],"usage":null}""",
            """{"id":"c","created":8,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":TEXT},"finish_reason":null,"content_filter_results":{}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":null,"reasoning_content":TEXT}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT,"reasoning_content":OTHER}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"reasoning":TEXT}}]}""",
            """{"id":"c","model":"m","choices":[{"index":1,"delta":{"content":TEXT}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT}},{"index":1,"delta":{"content":OTHER}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT,"content":OTHER}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT,"annotations":[{"content":OTHER}]}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""",
            """{"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":TEXT}}]}}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT},"finish_reason":"stop"}]}""",
            """{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":TEXT},"finish_reason":""}]}""")
        select Fill(shape, first, second);

    private static readonly Gen<string> AnthropicEvent =
        from first in Text
        from second in Text
        from shape in Gen.Elements(
            """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":TEXT}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"thinking","thinking":TEXT}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":TEXT}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":TEXT}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":TEXT,"text":OTHER}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","x":{"text":OTHER},"text":TEXT}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":TEXT}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"thinking_delta","thinking":TEXT}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"ping"}""")
        select Fill(shape, first, second);

    [Fact]
    public void Of_OpenAI() => Prop.ForAll(Gen.ListOf(OpenAIEvent).ToArbitrary(), static events => Same<OpenAIStream>(events)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Of_Anthropic() => Prop.ForAll(Gen.ListOf(AnthropicEvent).ToArbitrary(), static events => Same<AnthropicStream>(events)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static string Fill(string shape, string first, string second) =>
        shape.Replace("TEXT", first, StringComparison.Ordinal).Replace("OTHER", second, StringComparison.Ordinal);

    private static void Same<TStream>(IEnumerable<string> events)
        where TStream : IStreamTranslator, new()
    {
        TStream asTheyAre = new();
        TStream allDifferent = new();
        foreach ((int number, string json) in events.Index())
        {
            // No two are alike, so each is read as a whole.
            string different = json[..^1] + new string(' ', number + 1) + "}";
            Assert.Equal(Describe(allDifferent, different), Describe(asTheyAre, json));
        }
    }

    private static string Describe(IStreamTranslator stream, string json)
    {
        byte[] data = Encoding.UTF8.GetBytes(json);
        try
        {
            IReadOnlyList<ChatChunk> chunks = stream.Translate(new StreamFrame(null, data, data));
            return string.Join('\n', [
                .. chunks.Select(static chunk => $"{chunk.Altered} {JsonSerializer.Serialize(chunk, ChatJson.Strict.ChatChunk)}"),
                $"{stream.IsComplete} {stream.IsAnswered} {stream.UsageSoFar}",
            ]);
        }
        catch (GatewayException exception)
        {
            return exception.Error.ToString();
        }
    }
}

using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.ParallelInference;
using Xunit;

namespace LlmFunctions.Tests.ParallelInference;

public sealed class JudgeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_judge_sees_letters_and_the_rubric_and_may_only_name_these_letters(bool ranked)
    {
        ReadOnlyMemory<byte> body = JudgePrompt.Write(new JudgeWish("m", "Short is good."), ranked, [new ChatMessage { Role = "user", Content = "2+2?" }], ["4", "\"five\""]);

        ChatRequest chat = OpenAIClientDialect.Instance.ReadRequest(body).Chat;
        Assert.Equal("m", chat.Model);
        Assert.Contains("Rubric: Short is good.", chat.Messages[0].Content!.AsText(), StringComparison.Ordinal);
        Assert.Equal(
            """{"conversation":[{"role":"user","content":"2+2?"}],"answers":{"A":"4","B":"\"five\""}}""", chat.Messages[1].Content!.AsText());
        Assert.Contains("""{"type":"string","enum":["A","B"]}""", chat.ResponseFormat!.JsonSchema!.Schema!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"winner":"B","reason":"It is right."}""", 1, "It is right.")]
    [InlineData("Here it is:\n```json\n{\"winner\":\"A\"}\n```", 0, "")]
    [InlineData("""{"winner":"C","reason":"r"}""", null, null)]
    [InlineData("""{"winner":"AB"}""", null, null)]
    [InlineData("""{"winner":1}""", null, null)]
    [InlineData("B", null, null)]
    [InlineData("} {", null, null)]
    public void A_winner_is_one_of_the_answers_or_there_is_none(string said, int? answer, string? reason)
    {
        (int Answer, string Reason)? winner = JudgeVerdict.ReadWinner(said, answers: 2);

        Assert.Equal((answer, reason), (winner?.Answer, winner?.Reason));
    }

    [Theory]
    [InlineData("""{"ranking":[{"answer":"B","reason":"x"},{"answer":"A","reason":"y"}]}""", "1x 0y")]
    [InlineData("""{"ranking":[{"answer":"B"},{"answer":"B"}]}""", null)]
    [InlineData("""{"ranking":[{"answer":"B"}]}""", null)]
    [InlineData("""{"ranking":["B","A"]}""", null)]
    [InlineData("""{"ranking":"BA"}""", null)]
    public void A_ranking_has_each_answer_once_or_there_is_none(string said, string? expected) =>
        Assert.Equal(expected, JudgeVerdict.ReadRanking(said, answers: 2) is { } ranking ? string.Join(' ', ranking.Select(static place => $"{place.Answer}{place.Reason}")) : null);

    [Fact]
    public void A_response_has_the_fields_of_the_contract_in_its_order_and_sums_them_up()
    {
        ParallelResponse response = ParallelResponse.Of(
            [
                new() { Model = "gpt-4o", Provider = "openai", Content = "The answer is 4.", Tokens = new(10, 6, 16), LatencyMs = 380, Cost = 0.000085m },
                new() { Model = "claude-sonnet-4", Provider = "anthropic", Content = "2 + 2 = 4", Tokens = new(12, 8, 20), LatencyMs = 450 },
                new() { Model = "zeta", LatencyMs = 2, Error = new("There is none.", "invalid_request_error", "model_not_found") },
            ],
            null);

        Assert.Equal(
            """{"results":[{"model":"claude-sonnet-4","provider":"anthropic","content":"2 + 2 = 4","tokens":{"input":12,"output":8,"total":20},"latency_ms":450},"""
            + """{"model":"gpt-4o","provider":"openai","content":"The answer is 4.","tokens":{"input":10,"output":6,"total":16},"latency_ms":380,"cost":0.000085},"""
            + """{"model":"zeta","latency_ms":2,"error":{"message":"There is none.","type":"invalid_request_error","code":"model_not_found"}}],"""
            + "\"total_tokens\":36,\"total_cost\":0.000085,\"total_latency_ms\":450}",
            Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(response, ParallelJson.Relaxed.ParallelResponse)));
    }
}

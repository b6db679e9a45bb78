using System.Text;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.ParallelInference;
using Xunit;

namespace LlmFunctions.Tests.ParallelInference;

public sealed class ParallelRequestReaderTests
{
    private const string Messages = """[{"role":"user","content":"Hi"}]""";

    [Fact]
    public void What_is_not_the_endpoint_s_own_reaches_each_model_as_the_client_wrote_it()
    {
        ParallelRequest request = Read("""{"models":["a","b/c"], "messages":[{"role":"user","content":"\u0048i"}],"future":1.0,"timeout_ms":1500,"quorum":1,"stream":true,"durable":false,"aggregate":"vote"}""");

        Assert.Equal(["a", "b/c"], request.Models);
        Assert.Equal((TimeSpan.FromMilliseconds(1500), 1, AggregateMethod.Vote, true), (request.Timeout, request.Quorum, request.Aggregate, request.Stream));
        Assert.Equal(
            """{"messages":[{"role":"user","content":"\u0048i"}],"future":1.0,"model":"b/c"}""",
            Encoding.UTF8.GetString(request.For("b/c").Body!.Value.Span));
    }

    [Fact]
    public void A_judge_has_a_model_and_may_have_a_rubric()
    {
        ParallelRequest request = Read($$"""{"models":["a","b"],"messages":{{Messages}},"aggregate":"judge","judge":{"model":"m","rubric":"Short is good."} }""");

        Assert.Equal((AggregateMethod.Judge, new JudgeWish("m", "Short is good.")), (request.Aggregate, request.Judge));
    }

    [Theory]
    [InlineData("""{"messages":M}""", "models", "Missing required field 'models'.")]
    [InlineData("""{"models":"a","messages":M}""", "models", "'models' must be an array, not a string.")]
    [InlineData("""{"models":[],"messages":M}""", "models", "'models' must name at least one model.")]
    [InlineData("""{"models":["a","b","c","d"],"messages":M}""", "models", "'models' must name at most 3 models, not 4.")]
    [InlineData("""{"models":["a",""],"messages":M}""", "models[1]", "'models[1]' must not be empty.")]
    [InlineData("""{"models":["a","b","a"],"messages":M}""", "models[2]", "'models[2]' names 'a' a second time.")]
    [InlineData("""{"models":["a"],"model":"a","messages":M}""", "model", "'model' has no place here: name the models in 'models'.")]
    [InlineData("""{"models":["a"]}""", "messages", null)]
    [InlineData("""{"models":["a"],"messages":M,"temperature":9}""", "temperature", null)]
    [InlineData("""{"models":["a"],"messages":M,"n":2}""", "n", "'n' must be 1: each model gives one answer.")]
    [InlineData("""{"models":["a"],"messages":M,"timeout_ms":0}""", "timeout_ms", "'timeout_ms' must be at least 1, not 0.")]
    [InlineData("""{"models":["a"],"messages":M,"quorum":2}""", "quorum", "'quorum' must be at most 1, the number of models.")]
    [InlineData("""{"models":["a"],"messages":M,"quorum":0}""", "quorum", "'quorum' must be at least 1, not 0.")]
    [InlineData("""{"models":["a"],"messages":M,"aggregate":"mean"}""", "aggregate", "'aggregate' must be none, best_of, vote or judge.")]
    [InlineData("""{"models":["a"],"messages":M,"aggregate":"best_of"}""", "judge", "Missing required field 'judge': the model that compares the answers.")]
    [InlineData("""{"models":["a"],"messages":M,"aggregate":"judge","judge":{}}""", "judge.model", null)]
    [InlineData("""{"models":["a"],"messages":M,"aggregate":"judge","judge":{"model":"m","rubrik":"x"}}""", "judge.rubrik", null)]
    [InlineData("""{"models":["a"],"messages":M,"judge":{"model":"m"}}""", "judge", "'judge' is only allowed when 'aggregate' is best_of or judge.")]
    [InlineData("""{"models":["a"],"messages":M,"durable":true,"stream":true}""", "durable", null)]
    [InlineData("""{"models":["a"],"messages":M,"stream":true,"stream_options":{}}""", "stream_options", null)]
    [InlineData("""{"models":["a"],"models":["b"],"messages":M}""", null, null)]
    public void What_makes_no_sense_is_refused_by_its_name(string body, string? param, string? message)
    {
        GatewayException exception = Assert.Throws<GatewayException>(() => Read(body.Replace("M", Messages, StringComparison.Ordinal)));

        Assert.Equal((ErrorKind.InvalidRequest, param), (exception.Error.Kind, exception.Error.Param));
        Assert.Equal(message ?? exception.Message, exception.Message);
    }

    private static ParallelRequest Read(string body) => ParallelRequestReader.Read(Encoding.UTF8.GetBytes(body), OpenAIClientDialect.Instance, mostModels: 3);
}

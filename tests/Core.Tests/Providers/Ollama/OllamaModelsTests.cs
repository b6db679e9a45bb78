using System.Text;
using System.Text.Json.Nodes;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Tests.Fixtures;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Ollama;

public sealed class OllamaModelsTests
{
    [Theory]
    [InlineData("llama3", "llama3:latest", true)]
    [InlineData("llama3:8b", "llama3:8b", true)]
    [InlineData("Llama3:8B", "llama3:8b", true)]
    [InlineData("llama3:8b", "llama3", false)]
    [InlineData("hf.co:443/u/m", "hf.co:443/u/m:latest", true)]
    [InlineData("u/m:q4", "m:q4", false)]
    public void A_name_without_a_tag_is_the_one_with_the_tag_latest(string one, string other, bool same) =>
        Assert.Equal(same, OllamaModels.Instance.AreSame(one, other));

    [Fact]
    public void A_pull_is_forwarded_with_the_model_and_asks_for_progress()
    {
        UpstreamRequest request = OllamaModels.Instance.Pull("""{"name":"ollama/m","provider":"ollama","insecure":true,"novel":[1]}"""u8.ToArray(), "m");

        Assert.Equal(("api/pull", HttpMethod.Post), (request.Path, request.Method));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"insecure":true,"novel":[1],"model":"m","stream":true}"""), JsonNode.Parse(request.Body.Span)));
    }

    [Theory]
    [InlineData("""{"error":"pull model manifest: file does not exist"}""", ErrorKind.ModelNotFound)]
    [InlineData("""{"error":"invalid model name"}""", ErrorKind.ModelNotFound)]
    [InlineData("""{"error":"max retries exceeded: EOF"}""", ErrorKind.UpstreamError)]
    [InlineData("""{"error":{"message":"no"}}""", ErrorKind.UpstreamError)]
    [InlineData("nonsense", ErrorKind.UpstreamError)]
    public void A_line_that_is_an_error_is_thrown(string line, ErrorKind kind) =>
        Assert.Equal(kind, Assert.Throws<GatewayException>(() => OllamaModels.Instance.ReadProgress(Frame(line))).Error.Kind);

    [Fact]
    public void Half_a_line_is_a_cut_stream() => Assert.Equal(
        ErrorKind.UpstreamStreamCut,
        Assert.Throws<GatewayException>(() => OllamaModels.Instance.ReadProgress(Frame("{\"sta") with { IsTail = true })).Error.Kind);

    [Fact]
    public void Whatever_comes_is_read_or_is_a_proper_error()
    {
        byte[] list = """{"models":[{"name":"a:b","model":"a:b","size":1,"digest":"d","modified_at":"2026-01-01T00:00:00Z"},{"name":"c"}]}"""u8.ToArray();
        byte[] line = """{"status":"pulling a","digest":"sha256:a","total":10,"completed":2,"error":"x"}"""u8.ToArray();
        foreach (Func<byte[]> mutation in JsonMutations.Of(list))
        {
            Check(() => OllamaModels.Instance.ReadList(mutation()));
        }

        foreach (Func<byte[]> mutation in JsonMutations.Of(line))
        {
            Check(() => OllamaModels.Instance.ReadProgress(Frame(Encoding.UTF8.GetString(mutation()))));
        }
    }

    private static StreamFrame Frame(string line) => new(null, Encoding.UTF8.GetBytes(line), default);

    private static void Check(Action read) => Assert.True(Record.Exception(read) is null or GatewayException);
}

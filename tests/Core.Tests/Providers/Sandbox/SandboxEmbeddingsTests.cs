using System.Text.Json.Nodes;
using LlmFunctions.Embeddings;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Providers.Sandbox;
using Xunit;

namespace LlmFunctions.Tests.Providers.Sandbox;

public sealed class SandboxEmbeddingsTests
{
    [Fact]
    public async Task The_same_request_has_the_same_answer()
    {
        Assert.Equal(await EmbedAsync("""{"model":"embed","input":"a red house"}"""), await EmbedAsync("""{"model":"embed","input":"a red house"}"""));

        // What apps store must be worth something in the next version, too.
        JsonNode answer = JsonNode.Parse(await EmbedAsync("""{"model":"embed","input":"a red house","dimensions":2}"""))!;
        Assert.Equal("[-0.3582355,-0.93363124]", answer["data"]![0]!["embedding"]!.ToJsonString());
        Assert.Equal("""{"prompt_tokens":3,"total_tokens":3}""", answer["usage"]!.ToJsonString());
        Assert.Equal(("embed", "list"), ((string?)answer["model"], (string?)answer["object"]));
    }

    [Theory]
    [InlineData("\"one\"", 1)]
    [InlineData("[\"one\",\"two\",\"three\"]", 3)]
    [InlineData("[1,2,3]", 1)]
    [InlineData("[[1],[2,3]]", 2)]
    public async Task Every_input_has_a_vector_of_length_1(string input, int count)
    {
        foreach (string format in (string[])["float", "base64"])
        {
            EmbeddingsResponse response = Read(await EmbedAsync($$"""{"model":"embed","input":{{input}},"encoding_format":"{{format}}","dimensions":300}"""), format);

            Assert.False(response.Altered);
            Assert.Equal(count, response.Vectors.Count);
            Assert.All(response.Vectors, static vector =>
            {
                Assert.Equal(300, vector.Length);
                Assert.Equal(1, Math.Sqrt(vector.Sum(static number => (double)number * number)), 5);
            });
        }
    }

    [Fact]
    public async Task Texts_with_words_in_common_are_nearer_to_each_other_than_those_without()
    {
        IReadOnlyList<float[]> vectors = Read(await EmbedAsync("""{"model":"embed","input":["a red house","The RED house","green cheese"],"dimensions":64}"""), "float").Vectors;

        Assert.True(Product(vectors[0], vectors[1]) > 0.4);
        Assert.True(Product(vectors[0], vectors[2]) < 0.4);
    }

    [Theory]
    [InlineData("""{"model":"embed"}""", "input")]
    [InlineData("""{"model":"embed","input":[]}""", "input")]
    [InlineData("""{"model":"embed","input":" "}""", "input")]
    [InlineData("""{"model":"embed","input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"embed","input":"a","dimensions":4097}""", "dimensions")]
    [InlineData("""{"model":"embed","input":"a","sandbox":{"tokens":1}}""", "sandbox.tokens")]
    [InlineData("""{"model":"embed","input":"a","sandbox":{"latency":1}}""", "sandbox.latency")]
    public async Task What_a_provider_would_refuse_is_refused(string body, string param)
    {
        using SandboxCalls calls = new();
        using HttpResponseMessage response = await calls.SendAsync(body, TestContext.Current.CancellationToken, "embeddings");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(param, (string?)(await SandboxCalls.ReadJsonAsync(response))["error"]!["param"]);
    }

    [Fact]
    public async Task More_than_is_served_is_refused()
    {
        string inputs = string.Join(',', Enumerable.Repeat("\"a\"", 2048));
        using SandboxCalls calls = new();
        using HttpResponseMessage response = await calls.SendAsync($$"""{"model":"embed","input":[{{inputs}}],"dimensions":1025}""", TestContext.Current.CancellationToken, "embeddings");

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("\"status\":429,\"retry_after\":7", 429, "rate_limit_error")]
    [InlineData("\"error_after\":0", 200, "server_error")]
    public async Task It_fails_as_it_is_told_to(string sandbox, int status, string type)
    {
        using SandboxCalls calls = new();
        using HttpResponseMessage response = await calls.SendAsync($$$"""{"model":"embed","input":"a","sandbox":{{{{sandbox}}}}}""", TestContext.Current.CancellationToken, "embeddings");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 429 ? TimeSpan.FromSeconds(7) : null, response.Headers.RetryAfter?.Delta);
        Assert.Equal(type, (string?)(await SandboxCalls.ReadJsonAsync(response))["error"]!["type"]);
    }

    [Fact]
    public async Task It_reports_the_usage_that_it_is_told_to() => Assert.Equal(
        1000, (int?)JsonNode.Parse(await EmbedAsync("""{"model":"embed","input":"a","sandbox":{"prompt_tokens":1000}}"""))!["usage"]!["prompt_tokens"]);

    private static async Task<string> EmbedAsync(string body)
    {
        using SandboxCalls calls = new();
        using HttpResponseMessage response = await calls.SendAsync(body, TestContext.Current.CancellationToken, "embeddings");
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, answer);
        return answer;
    }

    private static EmbeddingsResponse Read(string answer, string format) =>
        OpenAIDialect.Instance.Embeddings.FromUpstream(System.Text.Encoding.UTF8.GetBytes(answer), new EmbeddingsRequest { EncodingFormat = format });

    private static double Product(float[] one, float[] other) => one.Zip(other, static (a, b) => (double)a * b).Sum();
}

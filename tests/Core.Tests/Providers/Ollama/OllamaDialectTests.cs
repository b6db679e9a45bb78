using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.Ollama;

public sealed class OllamaDialectTests
{
    [Fact]
    public void A_key_is_presented_as_a_bearer_token()
    {
        KeyValuePair<string, string> header = Assert.Single(OllamaDialect.Instance.Headers("k"));

        Assert.Equal(new("Authorization", "Bearer k"), header);
    }

    [Fact]
    public void No_key_means_no_header() => Assert.Empty(OllamaDialect.Instance.Headers(null));

    [Theory]
    [InlineData("http://localhost:11434", "http://localhost:11434/")]
    [InlineData("http://localhost:11434/", "http://localhost:11434/")]
    [InlineData("http://localhost:11434/v1", "http://localhost:11434/")]
    [InlineData("http://localhost:11434/api/", "http://localhost:11434/")]
    [InlineData("http://localhost:11434/api/chat", "http://localhost:11434/")]
    [InlineData("https://example.com/ollama", "https://example.com/ollama/")]
    public void A_base_url_is_understood_however_it_is_written(string written, string understood) =>
        Assert.Equal(understood, OllamaDialect.Instance.NormalizeBaseUrl(new Uri(written)).AbsoluteUri);

    [Fact]
    public void Passing_a_body_through_changes_only_the_model_and_the_extensions()
    {
        byte[] body = """{ "model": "ollama/llama3.2", "provider": "ollama", "options": {"temperature": 1.0}, "sandbox": {}, "keep_alive": -1 }"""u8.ToArray();

        UpstreamRequest upstream = OllamaDialect.Instance.PassThrough(body, new ChatRequest(), new UpstreamTarget { Model = "llama3.2" });

        Assert.Equal("""{ "model": "llama3.2", "options": {"temperature": 1.0}, "keep_alive": -1 }""", Encoding.UTF8.GetString(upstream.Body.Span));
        Assert.Equal("api/chat", upstream.Path);
    }
}

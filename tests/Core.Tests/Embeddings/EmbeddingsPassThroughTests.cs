using System.Text;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Providers;
using LlmFunctions.Providers.Gemini;
using LlmFunctions.Providers.Ollama;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Providers.OpenAiCompatible;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Embeddings;

/// <summary>Where both sides speak the same dialect, only the model and the gateway's extensions are rewritten.</summary>
public sealed class EmbeddingsPassThroughTests
{
    [Fact]
    public void To_OpenAI() => AssertPassed(
        OpenAIDialect.Instance,
        OpenAIEmbeddingsForm.Instance,
        """{ "provider":"p", "model" : "openai/m", "input":["H\u0069" ], "dimensions":1, "task_type":"t","user_id":"u","models":["a"],"sandbox":{}, "novel":1.0e0 }""",
        "embeddings",
        """{ "model" : "real", "input":["H\u0069" ], "dimensions":1, "novel":1.0e0 }""");

    [Fact]
    public void Mistral_gets_its_own_names_and_nothing_that_it_would_refuse()
    {
        ProviderQuirks quirks = Presets.All.Single(static preset => preset.Name == "mistral").Quirks;
        UpstreamRequest request = AssertPassed(
            OpenAIDialect.Instance,
            OpenAIEmbeddingsForm.Instance,
            """{"model":"m","input":"a","dimensions":256,"user":"u","encoding_format":"float"}""",
            "embeddings",
            """{"model":"real","input":"a","output_dimension":256,"encoding_format":"float"}""",
            quirks);

        Assert.Equal(["user"], request.Dropped);
    }

    [Fact]
    public void To_Ollama() => AssertPassed(
        OllamaDialect.Instance,
        OllamaEmbeddingsForm.Embed,
        """{"model":"ollama/m", "input":"H\u0069","options":{"num_ctx":1e0},"keep_alive":"5m","user_id":"u","novel":{"a": 1}}""",
        "api/embed",
        """{"model":"real", "input":"H\u0069","options":{"num_ctx":1e0},"keep_alive":"5m","novel":{"a": 1}}""");

    [Fact]
    public void One_content_to_Google() => AssertPassed(
        GeminiDialect.Instance,
        new GeminiEmbeddingsForm("gemini/m", isBatch: false),
        """{ "model":"models/gemini/m", "content":{"parts":[{"text":"H\u0069"}]},"task_type":"RETRIEVAL_QUERY","user_id":"u","novel":1.0}""",
        "v1beta/models/real:embedContent",
        """{ "model":"models/real", "content":{"parts":[{"text":"H\u0069"}]},"task_type":"RETRIEVAL_QUERY","novel":1.0}""");

    [Fact]
    public void A_batch_to_Google() => AssertPassed(
        GeminiDialect.Instance,
        new GeminiEmbeddingsForm("m", isBatch: true),
        """{"requests":[ {"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING", "novel":1.0}, {"content":{"parts":[{"text":"b"}]}}],"task_type":"faq"}""",
        "v1beta/models/real:batchEmbedContents",
        """{"requests":[ {"model":"models/real","content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING", "novel":1.0}, {"content":{"parts":[{"text":"b"}]},"model":"models/real"}]}""");

    private static UpstreamRequest AssertPassed(IProviderDialect dialect, IEmbeddingsForm form, string body, string path, string expected, ProviderQuirks? quirks = null)
    {
        ClientEmbeddings read = form.ReadRequest(Encoding.UTF8.GetBytes(body));
        UpstreamTarget target = new() { Model = "real", Quirks = quirks ?? ProviderQuirks.None };
        UpstreamRequest request = dialect.Embeddings!.PassThrough(read.Body!.Value, read.Request, target);

        Assert.Equal((path, expected), (request.Path, Encoding.UTF8.GetString(request.Body.Span)));
        return request;
    }
}

using System.Text;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Gemini;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Providers;
using LlmFunctions.Tests.Fixtures;
using Xunit;

namespace LlmFunctions.Tests.Embeddings;

/// <summary>Whatever an app sends is a request that every dialect can write, or is refused; nothing is a defect.</summary>
public sealed class EmbeddingsRequestMutationTests
{
    private const string Extensions = "\"provider\":\"p\",\"models\":[\"x\"],\"task_type\":\"RETRIEVAL_QUERY\",\"user_id\":\"u\",\"sandbox\":{\"status\":500},\"novel\":{\"a\":[1]}";
    private const string Item = """{"model":"models/m","content":{"parts":[{"text":"a"},{"text":"b"}],"role":"user"},"taskType":"CLUSTERING","title":"T","outputDimensionality":3}""";

    private static readonly (IEmbeddingsForm Form, string Body)[] Requests =
    [
        (OpenAIEmbeddingsForm.Instance, "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":3,\"encoding_format\":\"base64\",\"user\":\"u\"," + Extensions + "}"),
        (OpenAIEmbeddingsForm.Instance, """{"model":"m","input":[[1,2],[3]]}"""),
        (OllamaEmbeddingsForm.Embed, "{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"dimensions\":3,\"truncate\":true,\"options\":{\"num_ctx\":1},\"keep_alive\":\"5m\"," + Extensions + "}"),
        (OllamaEmbeddingsForm.Older, """{"model":"m","prompt":"a","options":{"num_ctx":1},"keep_alive":5}"""),
        (new GeminiEmbeddingsForm("m", isBatch: false), Item[..^1] + "," + Extensions + "}"),
        (new GeminiEmbeddingsForm("m", isBatch: true), "{\"requests\":[" + Item + "," + Item + "]," + Extensions + "}"),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_mutated_request_is_served_or_refused(int index)
    {
        (IEmbeddingsForm form, string body) = Requests[index];
        List<Func<byte[]>> mutations = [.. JsonMutations.Of(Encoding.UTF8.GetBytes(body))];
        Assert.True(mutations.Count > 50, $"only {mutations.Count} mutations");
        Assert.All(mutations, mutation =>
        {
            byte[] mutated = mutation();
            Exception? exception = Record.Exception(() => Use(form, mutated));
            Assert.True(exception is null or GatewayException, $"{Encoding.UTF8.GetString(mutated)}\n{exception}");
        });
        Use(form, Encoding.UTF8.GetBytes(body));
    }

    private static void Use(IEmbeddingsForm form, byte[] body)
    {
        ClientEmbeddings read = form.ReadRequest(body);
        if (read.Request.Input!.Count == 0)
        {
            return;
        }

        UpstreamTarget target = new() { Model = "m" };
        foreach (IEmbeddingsTranslator translator in ProviderDialects.All.Select(static dialect => dialect.Embeddings).OfType<IEmbeddingsTranslator>())
        {
            if (read.Request.Input.Texts is not null)
            {
                translator.ToUpstream(read.Request, target);
            }
        }
    }
}

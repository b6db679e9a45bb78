using System.ClientModel;
using LlmFunctions.Functions.Tests.Sdk.Support;
using OpenAI.Embeddings;
using Xunit;

namespace LlmFunctions.Functions.Tests.Sdk;

/// <summary>OpenAI's .NET library, which takes vectors as base64 only.</summary>
public sealed class DotNetEmbeddingsTests(StagedGateway staged) : IClassFixture<StagedGateway>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Models() => ["openai/vectors", "deepseek/numbers", "gemini/vectors", "ollama/vectors"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Texts_are_embedded(string model)
    {
        OpenAIEmbeddingCollection answer = await Client(model).GenerateEmbeddingsAsync(["one", "three"], null, Cancel);

        Assert.Equal([[0f, 3f, 0.1f, -1e-20f], [1f, 5f, 0.1f, -1e-20f]], answer.Select(static item => item.ToFloats().ToArray()));
        Assert.Equal([0, 1], answer.Select(static item => item.Index));
        Assert.Equal((7, 7), (answer.Usage.InputTokenCount, answer.Usage.TotalTokenCount));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_text_is_embedded_in_as_many_dimensions_as_wanted(string model)
    {
        OpenAIEmbedding answer = await Client(model).GenerateEmbeddingAsync("three", new EmbeddingGenerationOptions { Dimensions = 2, EndUserId = "u" }, Cancel);

        Assert.Equal([0f, 5f], answer.ToFloats().ToArray());
    }

    [Fact]
    public async Task A_provider_without_embeddings_is_a_400_that_names_it()
    {
        ClientResultException failure = await Assert.ThrowsAsync<ClientResultException>(() => Client("anthropic/any").GenerateEmbeddingAsync("Hi", null, Cancel));

        Assert.Equal(400, failure.Status);
        Assert.Contains("'anthropic' does not make embeddings", failure.Message, StringComparison.Ordinal);
    }

    private EmbeddingClient Client(string model) => staged.Gateway.Client().GetEmbeddingClient(model);
}

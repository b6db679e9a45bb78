using LlmFunctions.Configuration;
using LlmFunctions.Providers.AzureOpenAI;
using Xunit;

namespace LlmFunctions.Tests.Providers.AzureOpenAI;

public sealed class AzureOpenAIAddressTests
{
    private const string Resource = "https://my-resource.openai.azure.com";

    [Theory]
    [InlineData(Resource, null, "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData(Resource + "/", "2025-04-01-preview", "/openai/deployments/gpt-4o/chat/completions?api-version=2025-04-01-preview")]
    [InlineData(Resource + "/openai", null, "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData(Resource + "/openai/deployments/other/chat/completions?api-version=2025-01-01-preview", null, "/openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01-preview")]
    [InlineData(Resource + "/openai/deployments/other?foo=1&API-Version=2025-01-01-preview", "2024-10-21", "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData(Resource + "/openai/v1", null, "/openai/v1/chat/completions")]
    [InlineData(Resource + "/openai/v1/", null, "/openai/v1/chat/completions")]
    [InlineData(Resource + "/openai/v1/chat/completions", null, "/openai/v1/chat/completions")]
    [InlineData(Resource, "v1", "/openai/v1/chat/completions")]
    [InlineData(Resource, "preview", "/openai/v1/chat/completions?api-version=preview")]
    [InlineData(Resource, "latest", "/openai/v1/chat/completions?api-version=latest")]
    public void An_operation_is_found_from_whatever_address_people_have(string baseUrl, string? version, string expected) =>
        Assert.Equal(Resource + expected, AddressOf(baseUrl, version));

    [Theory]
    [InlineData("https://gate.example.org/team-a/openai", "https://gate.example.org/team-a/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("https://gate.example.org/openai-proxy", "https://gate.example.org/openai-proxy/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21")]
    [InlineData("https://x.services.ai.azure.com/api/projects/p/openai/v1", "https://x.services.ai.azure.com/api/projects/p/openai/v1/chat/completions")]
    public void A_path_before_the_API_is_kept(string baseUrl, string expected) => Assert.Equal(expected, AddressOf(baseUrl, null));

    [Fact]
    public void A_model_is_served_by_its_deployment_and_else_by_the_one_of_its_name()
    {
        AzureOpenAIAddress address = new(new ProviderOptions
        {
            Name = "azure-openai",
            Deployments = new Dictionary<string, string> { ["gpt-4o"] = "my-chat" },
        });
        Assert.Equal("deployments/my-chat/embeddings?api-version=2024-10-21", address.PathOf("embeddings", "gpt-4o"));
        Assert.Equal("deployments/o3/chat/completions?api-version=2024-10-21", address.PathOf("chat/completions", "o3"));
    }

    private static string AddressOf(string baseUrl, string? version)
    {
        Uri given = new(baseUrl);
        AzureOpenAIAddress address = new(new ProviderOptions { Name = "azure-openai", BaseUrl = given, ApiVersion = version });
        return new Uri(AzureOpenAIAddress.Normalize(given), address.PathOf("chat/completions", "gpt-4o")).AbsoluteUri;
    }
}

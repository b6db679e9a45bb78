using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Providers;
using LlmFunctions.Providers.AzureOpenAI;
using LlmFunctions.Upstream;
using Xunit;

namespace LlmFunctions.Tests.Providers.AzureOpenAI;

public sealed class AzureOpenAIDialectTests
{
    [Fact]
    public void Bodies_of_OpenAIs_clients_pass_through_but_for_the_model() =>
        Assert.Equal(OpenAIClientDialect.Instance.Name, AzureOpenAIDialect.Default.BodyDialect);

    [Fact]
    public void A_body_that_passes_through_names_the_deployment_and_keeps_every_other_byte()
    {
        const string body = """{ "model":"gpt-4o" , "new_field": [1.0, 1e2] ,"messages":[{"role":"user","content":"H\u00e9"}] }""";
        IProviderDialect dialect = AzureOpenAIDialect.Default.Configure(new ProviderOptions
        {
            Name = "azure-openai",
            Deployments = new Dictionary<string, string> { ["gpt-4o"] = "my-chat" },
        });
        ClientRequest request = OpenAIClientDialect.Instance.ReadRequest(Encoding.UTF8.GetBytes(body));

        UpstreamRequest upstream = dialect.PassThrough(request.Body!.Value, request.Chat, new UpstreamTarget { Model = "gpt-4o" });

        Assert.Equal("deployments/my-chat/chat/completions?api-version=2024-10-21", upstream.Path);
        Assert.Equal(body.Replace("\"gpt-4o\"", "\"my-chat\"", StringComparison.Ordinal), Encoding.UTF8.GetString(upstream.Body.Span));
    }

    [Fact]
    public void The_newer_API_finds_the_deployment_in_the_body()
    {
        IProviderDialect dialect = AzureOpenAIDialect.Default.Configure(new ProviderOptions
        {
            Name = "azure-openai",
            ApiVersion = "v1",
            Deployments = new Dictionary<string, string> { ["gpt-4o"] = "my-chat" },
        });

        UpstreamRequest upstream = dialect.ToUpstream(new ChatRequest { Model = "x", Messages = [new ChatMessage { Role = "user", Content = "Hi" }] }, new UpstreamTarget { Model = "gpt-4o" });

        Assert.Equal("v1/chat/completions", upstream.Path);
        Assert.Contains("\"model\":\"my-chat\"", Encoding.UTF8.GetString(upstream.Body.Span), StringComparison.Ordinal);
    }
}

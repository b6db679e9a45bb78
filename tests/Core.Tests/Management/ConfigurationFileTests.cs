using System.Text.Json;
using LlmFunctions.Errors;
using LlmFunctions.Management;
using LlmFunctions.Management.Files;
using LlmFunctions.Tests.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Management;

public sealed class ConfigurationFileTests
{
    internal static LlmFunctions.Providers.ProviderRegistry Providers { get; } = GatewaySetupReader.Read(
        SettingsOf.Variables(("OPENAI_API_KEY", "sk-0123456789abcdef"), ("ANTHROPIC_API_KEY", "sk-0123456789abcdef")), ConfigurationDocuments.None, static _ => false).Providers;

    [Fact]
    public void What_is_written_as_yaml_or_json_is_read_back_the_same()
    {
        ConfigurationEntry[] entries =
        [
            Entry(ConfigurationKind.Providers, "acme", """{"Dialect":"openai","Models":["a: b","yes","0x1F","007","null","- x","#c","größe \"q\" \n\u0001"],"Timeout":5,"Enabled":true,"Headers":{}}"""),
            Entry(ConfigurationKind.Prices, "acme/meta-llama/Llama:free", """{"Tiers":[{"UpToPromptTokens":10,"Input":0.5,"Output":1},{"Input":1,"Output":2}]}"""),
            Entry(ConfigurationKind.Apps, "on", "{}"),
        ];

        foreach (string text in new[] { ConfigurationFile.ToYaml(entries), ConfigurationFile.ToJson(entries).GetRawText() })
        {
            IReadOnlyList<ConfigurationChange> changes = ConfigurationFile.Read(text, Providers).Changes;
            Assert.Equal(entries.Select(static entry => (entry.Kind, entry.Name)), changes.Select(static change => (change.Kind, change.Name)));
            Assert.All(changes, change => Assert.True(JsonElement.DeepEquals(entries.Single(entry => entry.Name == change.Name).Value, change.Value!.Value), text));
        }
    }

    [Theory]
    [InlineData("colours:\n  red: {}", "is no kind of object")]
    [InlineData("version: 2", "version must be 1")]
    [InlineData("apps: [1]", "must be an object of objects")]
    [InlineData("apps: {a: {}}\napps: {b: {}}", "not valid YAML")]
    [InlineData("a: [", "not valid YAML")]
    [InlineData("--- 1\n--- 2", "one YAML document")]
    [InlineData("[1]", "an object at its top")]
    [InlineData("{\"apps\":{\"a\":{},\"a\":{}}}", "not valid JSON")]
    [InlineData("? [x]\n: 1", "must be texts")]
    public void A_file_that_is_not_one_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<GatewayException>(() => ConfigurationFile.Read(text, Providers)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_few_lines_that_stand_for_billions_are_refused()
    {
        string bomb = "apps:\n  a: &a0 [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(static level => $"  b{level}: &a{level} [*a{level - 1}, *a{level - 1}]\n"));

        Assert.Contains("too large", Assert.Throws<GatewayException>(() => ConfigurationFile.Read(bomb, Providers)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_providers_becomes_providers_prices_and_what_auto_stands_for()
    {
        ImportedFile file = ConfigurationFile.Read(
            """
            llm_providers:
              openai:
                enabled: true
                api_key: "${OPENAI_API_KEY}"
                models: ["gpt-4-turbo", "gpt-3.5-turbo"]
                default_model: "gpt-4-turbo"
                max_tokens: 4096
                cost_per_1k_tokens: 0.01
                timeout: 60
              ollama:
                enabled: true
                base_url: "http://localhost:11434"
                models: ["llama3:8b"]
                default_model: "llama3:8b"
                cost_per_1k_tokens: 0.0
                required_models: ["llama3:8b"]
                auto_download: true
              custom:
                enabled: false
                base_url: "https://your-custom-api.com"
                api_key: "${CUSTOM_API_KEY}"
                models: ["your-model-v1"]
                default_model: "your-model-v1"
                cost_per_1k_tokens: 0.005
            routing:
              strategy: "cost_optimized"
              cost_weights: { openai: 1.0 }
            caching: { enabled: true }
            """,
            Providers);
        Dictionary<string, string> values = file.Changes.ToDictionary(static change => $"{change.Kind}/{change.Name}", static change => change.Value!.Value.GetRawText());

        Assert.Equal("""{"Timeout":60,"Models":["gpt-4-turbo","gpt-3.5-turbo"]}""", values["providers/openai"]);
        Assert.Equal("""{"BaseUrl":"http://localhost:11434","Models":["llama3:8b"],"RequiredModels":["llama3:8b"],"AutoDownload":true,"Enabled":true}""", values["providers/ollama"]);
        Assert.Equal("""{"Dialect":"generate","Secret":"CUSTOM_API_KEY","BaseUrl":"https://your-custom-api.com","Models":["your-model-v1"],"Enabled":false}""", values["providers/custom"]);
        Assert.Contains("\"Input\":10", values["prices/openai/gpt-4-turbo"], StringComparison.Ordinal);
        Assert.Contains("\"Input\":0", values["prices/ollama/llama3:8b"], StringComparison.Ordinal);
        Assert.Equal("""{"Strategy":"cost_optimized","Auto":{"Simple":["openai/gpt-4-turbo","ollama/llama3:8b"],"Medium":["openai/gpt-4-turbo","ollama/llama3:8b"],"Complex":["openai/gpt-4-turbo","ollama/llama3:8b"]}}""", values["routing/default"]);
        Assert.Equal(["'caching' is not carried over: it is no kind of object here.", "'llm_providers.openai.max_tokens' is not carried over."], file.Notes.Where(static note => !note.Contains("routing", StringComparison.Ordinal)));
        GatewaySetupReader.Read(SettingsOf.Variables(("OPENAI_API_KEY", "sk-0123456789abcdef")), Documents(file), static _ => false);
    }

    [Fact]
    public void Prices_of_LiteLLM_are_taken_for_providers_that_are_configured_and_where_they_differ()
    {
        ImportedFile file = ConfigurationFile.Read(
            """
            {
              "sample_spec": {"litellm_provider": "one of", "mode": "chat"},
              "gpt-4o": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05, "cache_read_input_token_cost": 1.25e-06},
              "new-model": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07, "input_cost_per_token_above_200k_tokens": 3e-07, "output_cost_per_token_above_200k_tokens": 1.2e-06, "output_cost_per_reasoning_token": 7e-07},
              "anthropic/claude-x": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05, "cache_creation_input_token_cost": 3.75e-06, "cache_creation_input_token_cost_above_1hr": 6e-06},
              "dall-e": {"litellm_provider": "openai", "mode": "image_generation", "input_cost_per_image": 0.04},
              "cohere/command": {"litellm_provider": "cohere_chat", "mode": "chat", "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}
            }
            """,
            Providers);

        Assert.Equal(["anthropic/claude-x", "openai/new-model"], file.Changes.Select(static change => change.Name).Order(StringComparer.Ordinal));
        ConfigurationChange priced = file.Changes.Single(static change => change.Name == "openai/new-model");
        Assert.Equal(
            """[{"UpToPromptTokens":200000,"Input":0.15,"Output":0.6,"Reasoning":0.7},{"Input":0.3,"Output":1.2,"Reasoning":0.7}]""",
            priced.Value!.Value.GetProperty("Tiers").GetRawText());
        GatewaySetup setup = GatewaySetupReader.Read(SettingsOf.Variables(("OPENAI_API_KEY", "sk-0123456789abcdef")), Documents(file), static _ => false);
        Assert.Equal((3.75m, 6m), (setup.Catalog.Find("anthropic", "claude-x")!.Prices[0].CacheWrite, setup.Catalog.Find("anthropic", "claude-x")!.Prices[0].CacheWriteOneHour));
        Assert.Contains("1 prices are those of the catalog already.", file.Notes);
    }

    [Fact]
    public void Every_template_is_a_configuration_that_is_valid()
    {
        Assert.NotEmpty(ConfigurationTemplates.Names);
        Assert.All(ConfigurationTemplates.Names, name =>
        {
            ImportedFile file = ConfigurationFile.Read(ConfigurationTemplates.Find(name)!, Providers);
            Assert.NotEmpty(file.Changes);
            GatewaySetupReader.Read(SettingsOf.Variables(), Documents(file), static _ => false);
        });
    }

    private static ConfigurationEntry Entry(ConfigurationKind kind, string name, string value) =>
        new() { Kind = kind, Name = name, Value = JsonElement.Parse(value), Tag = "1" };

    private static ConfigurationDocuments Documents(ImportedFile file) => new(file.Changes.Select(static change =>
        new ConfigurationDocument { Kind = change.Kind, Name = change.Name, Value = change.Value!.Value, Revision = 1, UpdatedAt = DateTimeOffset.UnixEpoch }));
}

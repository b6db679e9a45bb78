using LlmFunctions.Providers;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Providers.OpenAiCompatible;
using Xunit;

namespace LlmFunctions.Tests.Providers.OpenAI;

public sealed class PresetsTests
{
    [Fact]
    public void Every_preset_of_the_contract_is_there_once() => Assert.Equal(
        ["dashscope", "deepseek", "groq", "hunyuan", "lmstudio", "mistral", "moonshot", "openrouter", "qianfan", "siliconflow", "together", "vllm", "xai", "zhipu"],
        Presets.All.Select(static preset => preset.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void No_two_providers_claim_the_same_models()
    {
        ProviderDefinition[] all = [OpenAIDefinition.Value, .. Presets.All];
        var claims = all.SelectMany(static provider => provider.ModelPrefixes.Select(prefix => (provider.Name, prefix))).ToArray();

        Assert.All(claims, claim => Assert.DoesNotContain(claims, other =>
            other.Name != claim.Name && other.prefix.StartsWith(claim.prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Base_URLs_are_complete_and_encrypted_unless_local() => Assert.All(Presets.All, static preset =>
    {
        Assert.Equal(preset.BaseUrl!.AbsoluteUri + "/", OpenAIDialect.Instance.NormalizeBaseUrl(preset.BaseUrl).AbsoluteUri);
        Assert.Equal(preset.BaseUrl.IsLoopback, preset.BaseUrl.Scheme == "http");
        Assert.Equal(preset.BaseUrl.IsLoopback, preset.KeyOptional);
    });
}

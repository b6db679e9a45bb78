using LlmFunctions.Security;
using Xunit;

namespace LlmFunctions.Tests.Security;

public sealed class GatewayKeyTextTests
{
    [Fact]
    public void A_new_key_is_well_formed_and_says_its_id()
    {
        string key = GatewayKeyText.Create();
        string id = Assert.IsType<string>(GatewayKeyText.Id(key));
        Assert.True(GatewayKeyText.IsId(id));
        Assert.Equal($"llmf_{id}", GatewayKeyText.Prefix(key));
        Assert.StartsWith(GatewayKeyText.Prefix(key), key, StringComparison.Ordinal);
    }

    [Fact]
    public void No_two_keys_are_the_same()
    {
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(static _ => GatewayKeyText.Create()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_key_with_any_character_changed_is_not_well_formed()
    {
        string key = GatewayKeyText.Create();
        for (int i = 0; i < key.Length; i++)
        {
            char other = key[i] == 'a' ? 'b' : 'a';
            Assert.Null(GatewayKeyText.Id(string.Concat(key.AsSpan(0, i), [other], key.AsSpan(i + 1))));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("llmf_")]
    [InlineData("sk-0123456789")]
    [InlineData("llmf_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_key_has_no_id(string text) => Assert.Null(GatewayKeyText.Id(text));
}

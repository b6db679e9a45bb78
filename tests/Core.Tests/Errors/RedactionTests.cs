using LlmFunctions.Errors;
using Xunit;

namespace LlmFunctions.Tests.Errors;

public sealed class RedactionTests
{
    private const string Key = "sk-0123456789abcdef";
    private static readonly Uri BaseUrl = new("https://inner.example.org:8443/v1/");

    [Fact]
    public void A_key_across_the_place_where_a_message_is_cut_does_not_show_in_part()
    {
        string padding = new('x', 990);
        GatewayError error = Clean(UpstreamErrors.FromStatus(400, $"{padding}{Key} is wrong {padding}"));
        Assert.Equal(new string('x', 990) + "[key] is w…", error.Message);
    }

    /// <summary>Who answers the gateway chooses the message; a backtracking engine would take the square of its length, which is hours.</summary>
    [Fact]
    public void A_message_of_many_beginnings_takes_time_in_proportion()
    {
        GatewayError error = Clean(new GatewayError { Kind = ErrorKind.UpstreamError, Message = string.Concat(Enumerable.Repeat("-eyJ", 500_000)) });
        Assert.StartsWith("-eyJ-eyJ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_of_the_error_is_cleaned()
    {
        GatewayError error = Clean(new GatewayError { Kind = ErrorKind.InvalidRequest, Message = Key, Param = Key, Code = $"no_{Key}_at_inner.example.org" });
        Assert.Equal(("[key]", "[key]", "no_[key]_at_[provider]"), (error.Message, error.Param, error.Code));
    }

    [Theory]
    [InlineData("Bearer token-of-a-proxy", "'token-of-a-proxy' is unknown", "'[key]' is unknown")]
    [InlineData("Bearer token-of-a-proxy", "'Bearer token-of-a-proxy' is unknown", "'[key]' is unknown")]
    [InlineData("sk-0123456789abcdef-and-more", "sk-0123456789abcdef-and-more is unknown", "[key] is unknown")]
    [InlineData("eu", "europe is unknown", "europe is unknown")]
    public void The_values_of_headers_that_may_be_secrets_are_removed(string header, string message, string cleaned) =>
        Assert.Equal(cleaned, Redaction.Clean(new GatewayError { Kind = ErrorKind.InvalidRequest, Message = message }, Key, BaseUrl, [header]).Message);

    [Theory]
    [InlineData("the secret0123 of AKIDEXAMPLE0 with token45678 is wrong", "the [key] of [key] with [key] is wrong")]
    [InlineData("AKIDEXAMPLE0:secret0123:token45678", "[key]")]
    public void The_parts_of_a_key_are_removed_as_well(string message, string cleaned) => Assert.Equal(
        cleaned,
        Redaction.Clean(new GatewayError { Kind = ErrorKind.InvalidRequest, Message = message }, "AKIDEXAMPLE0:secret0123:token45678", BaseUrl, []).Message);

    [Theory]
    [InlineData("Bearer eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJo-dHRw_.c2lnbmF0dXJl is expired", "Bearer [key] is expired")]
    [InlineData("say eyJ. and go on", "say eyJ. and go on")]
    public void A_token_of_the_apps_identity_is_removed(string message, string cleaned) =>
        Assert.Equal(cleaned, Clean(new GatewayError { Kind = ErrorKind.InvalidRequest, Message = message }).Message);

    [Fact]
    public void A_message_is_not_cut_within_a_character() =>
        Assert.Equal(new string('x', 999) + "…", Clean(UpstreamErrors.FromStatus(400, new string('x', 999) + "😀😀")).Message);

    [Fact]
    public void A_message_of_the_greatest_length_stays_whole() =>
        Assert.Equal(new string('x', 1000), Clean(UpstreamErrors.FromStatus(400, new string('x', 1000))).Message);

    private static GatewayError Clean(GatewayError error) => Redaction.Clean(error, Key, BaseUrl, []);
}

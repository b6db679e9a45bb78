using LlmFunctions.Functions.Tests.EndToEnd.Support;
using Xunit;

namespace LlmFunctions.Functions.Tests.EndToEnd.Faults;

/// <summary>What one account cannot do, another of the same provider does at once.</summary>
public sealed class AccountFaultTests
{
    private const string Ask = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData(429, "rate_limit_exceeded", "rate_limited")]
    [InlineData(429, "insufficient_quota", "insufficient_quota")]
    [InlineData(401, "invalid_api_key", "authentication_failed")]
    public async Task The_next_account_answers_without_a_wait_and_the_first_is_left_alone(int status, string code, string outcome)
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(exchange => exchange.Request.Headers["Authorization"] == "Bearer key-of-red-account"
            ? FaultScene.RefuseAsync(exchange, status, code)
            : FaultScene.AnswerAsync(exchange, FaultScene.PrimaryModel));
        await using GatewayApp gateway = await GatewayApp.StartAsync(
            "openai", provider, ("Accounts__red__ApiKey", "key-of-red-account"), ("Accounts__red__Weight", "9"), ("Accounts__blue__ApiKey", "key-of-blue-account"));
        for (int call = 1; call <= 4; call++)
        {
            GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);
            Assert.True(answer.Code == 200, answer.Text);
            Assert.Equal(("blue", call == 1 ? "2" : "1"), (answer.Headers["x-llm-account"], answer.Headers["x-llm-attempts"]));
            Assert.DoesNotContain("key-of", string.Join(' ', answer.Headers.Values) + answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal(5, provider.Requests.Count);
        IReadOnlyList<UsageRow> rows = await gateway.Caller.UsageAsync();
        Assert.Equal(5, rows.Count);
        UsageRow refused = Assert.Single(rows, static row => row.Outcome != "success");
        Assert.Equal((outcome, "red", status), (refused.Outcome, refused.Account, refused.UpstreamStatus));
    }

    [Fact]
    public async Task When_no_account_is_accepted_the_error_says_so_without_a_key()
    {
        await using ScriptedProvider provider = ScriptedProvider.Run(static exchange => FaultScene.RefuseAsync(exchange, 401, "invalid_api_key", $"{exchange.Request.Headers["Authorization"]} is wrong"));
        await using GatewayApp gateway = await GatewayApp.StartAsync(
            "openai", provider, ("Accounts__red__ApiKey", "key-of-red-account"), ("Accounts__blue__ApiKey", "key-of-blue-account"));
        GatewayAnswer answer = await gateway.Caller.AskAsync(Ask);
        Assert.Equal((502, "2"), (answer.Code, answer.Headers["x-llm-attempts"]));
        Assert.DoesNotContain("key-of", answer.Text, StringComparison.Ordinal);
        Assert.Equal(2, provider.Requests.Count);
    }
}

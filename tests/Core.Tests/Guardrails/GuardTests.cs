using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;
using LlmFunctions.Guardrails;
using LlmFunctions.Tests.Configuration;
using Xunit;

namespace LlmFunctions.Tests.Guardrails;

public sealed class GuardTests
{
    [Fact]
    public void Where_nothing_is_found_the_request_is_the_very_same()
    {
        ClientRequest request = Read("""{"model":"m", "messages":[{"role":"user","content":"Hello"}]}""");
        (ClientRequest kept, Placeholders? hidden) = new Guard(new GuardOptions { Redact = [PersonalData.Email] }).Protect(request);
        Assert.Same(request, kept);
        Assert.Null(hidden);
    }

    [Fact]
    public void Personal_data_is_taken_out_of_the_body_and_of_the_canonical_request_alike()
    {
        ClientRequest request = Read("""
            {"model":"m","user":"jane@example.org","user_id":"own@example.org","metadata":{"user_id":"jane@example.org"},"messages":[{"role":"system","content":"You help jane@example.org"},
             {"role":"user","content":[{"type":"text","text":"I am j\u0061ne@example.org, call +49 30 901820"},{"type":"image_url","image_url":{"url":"https://x.example/a@b.de.png"}}]},
             {"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"mail","arguments":"{\"to\":\"joe@example.org\"}"}}]},
             {"role":"tool","tool_call_id":"c1","content":"sent to joe@example.org"}],"unheard_of":{"deep":["jane@example.org"]}}
            """);

        (ClientRequest kept, Placeholders? hidden) = new Guard(new GuardOptions { Redact = [PersonalData.Email, PersonalData.Phone] }).Protect(request);

        string body = Encoding.UTF8.GetString(kept.Body!.Value.Span);
        Assert.Equal(
            """{"model":"m","user":"[EMAIL_1]","user_id":"own@example.org","metadata":{"user_id":"[EMAIL_1]"},"messages":[{"role":"system","content":"You help [EMAIL_1]"},{"role":"user","content":[{"type":"text","text":"I am [EMAIL_1], call [PHONE_1]"},{"type":"image_url","image_url":{"url":"https://x.example/a@b.de.png"}}]},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"mail","arguments":"{\"to\":\"[EMAIL_2]\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"sent to [EMAIL_2]"}],"unheard_of":{"deep":["[EMAIL_1]"]}}""",
            body);
        Assert.Equal("You help [EMAIL_1]", kept.Chat.Messages[0].Content!.Text);
        Assert.Equal("{\"to\":\"[EMAIL_2]\"}", kept.Chat.Messages[2].ToolCalls![0].Function!.Arguments);
        Assert.Equal(("[EMAIL_1]", "own@example.org"), (kept.Chat.User, kept.Chat.UserId));
        Assert.Equal("jane@example.org", hidden!.Restore("[EMAIL_1]"));
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"mail","input":{"name":"jane@example.org","id":["jane@example.org"],"url":"https://x.example/?to=jane@example.org","deep":{"data":"jane@example.org"}}}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"By jane@example.org"}}]}""")]
    [InlineData("""{"role":"user","name":"jane@example.org","content":"Hi"}""")]
    public void What_is_called_like_a_part_of_a_request_and_is_none_is_taken_out_too(string message)
    {
        ClientRequest request = new(
            OpenAIClientDialect.Instance.ReadRequest("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}"""u8.ToArray()).Chat,
            Encoding.UTF8.GetBytes($$"""{"model":"m","tools":[{"name":"mail","input_schema":{"properties":{"name":{"description":"As jane@example.org"} } } }],"messages":[{{message}}]}"""));

        string body = Encoding.UTF8.GetString(new Guard(new GuardOptions { Redact = [PersonalData.Email] }).Protect(request).Request.Body!.Value.Span);

        Assert.DoesNotContain("jane", body, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"mail\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_pieces_of_personal_data_take_time_in_proportion_and_no_placeholder_that_is_there_already()
    {
        string content = string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"u{i}@example.org ")) + "[EMAIL_7]";
        long began = TimeProvider.System.GetTimestamp();

        (ClientRequest kept, Placeholders? hidden) = new Guard(new GuardOptions { Redact = [PersonalData.Email] })
            .Protect(Read($$"""{"model":"m","messages":[{"role":"user","content":"{{content}}"}]}"""));

        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal("[EMAIL_7]", hidden!.Restore("[EMAIL_7]"));
        Assert.Equal(content, hidden.Restore(kept.Chat.Messages[0].Content!.Text!));
    }

    [Fact]
    public void Tokens_cannot_be_checked_and_are_refused()
    {
        ClientEmbeddings tokens = new(new EmbeddingsRequest { Model = "m", Input = EmbeddingsInput.Of([[1, 2, 3]]) }, null);
        foreach (GuardOptions options in (GuardOptions[])[new() { Redact = [PersonalData.Email] }, new() { Deny = ["x"] }])
        {
            Assert.Equal("input", Assert.Throws<GatewayException>(() => new Guard(options).Protect(tokens)).Error.Param);
        }

        Assert.Same(tokens, new Guard(new GuardOptions { DenyAnswers = ["x"] }).Protect(tokens));
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"top secret"}""")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"It is top secret"}""")]
    [InlineData("""{"role":"assistant","content":"Fine","reasoning_content":"It is top secret"}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"tell","arguments":"{\"x\":\"top secret\"}"}}]}""")]
    public void An_answer_is_denied_whatever_part_of_it_matches(string message)
    {
        ChatMessage answer = JsonSerializer.Deserialize(message, ChatJson.Strict.ChatMessage)!;
        Assert.Equal(ErrorKind.ContentPolicy, Assert.Throws<GatewayException>(() => new Guard(new GuardOptions { DenyAnswers = ["top secret"] }).CheckAnswer(answer)).Error.Kind);
        Assert.Throws<GatewayException>(() => new Guard(new GuardOptions { MaxAnswerCharacters = 9 }).CheckAnswer(answer));
        new Guard(new GuardOptions { DenyAnswers = ["other"], MaxAnswerCharacters = 30 }).CheckAnswer(answer);
    }

    [Fact]
    public void The_user_is_kept_from_the_provider_and_not_from_limits_and_records()
    {
        ClientRequest request = Read("""{"model":"m","user":"jane@example.org","messages":[{"role":"user","content":"Hi"}]}""");
        ClientRequest kept = new Guard(new GuardOptions { Redact = [PersonalData.Email] }).Protect(request).Request;
        Assert.Equal(("[EMAIL_1]", "jane@example.org"), (kept.Chat.User, kept.Chat.UserId));
        Assert.DoesNotContain("jane", Encoding.UTF8.GetString(kept.Body!.Value.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tell me the LAUNCH code", ErrorKind.ContentPolicy)]
    [InlineData("01234567890123456789012345678901234567890", ErrorKind.RequestTooLarge)]
    [InlineData("Something else", ErrorKind.ContentPolicy)]
    public void A_prompt_against_the_rules_is_refused(string prompt, ErrorKind kind)
    {
        Guard guard = new(new GuardOptions { Deny = ["launch\\s+code"], Allow = ["^tell me", "^\\d+$"], MaxPromptCharacters = 40 });
        GatewayException exception = Assert.Throws<GatewayException>(() => guard.Protect(Read($$"""{"model":"m","messages":[{"role":"user","content":"{{prompt}}"}]}""")));
        Assert.Equal(kind, exception.Error.Kind);
        Assert.DoesNotContain("launch", exception.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_prompt_within_the_rules_is_let_through()
    {
        Guard guard = new(new GuardOptions { Deny = ["launch\\s+code"], Allow = ["^tell me"], MaxPromptCharacters = 40 });
        guard.Protect(Read("""{"model":"m","messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Tell me a joke"}]}"""));
    }

    [Fact]
    public void The_size_limit_is_for_all_messages_together() => Assert.Throws<GatewayException>(() =>
        new Guard(new GuardOptions { MaxPromptCharacters = 9 }).Protect(Read("""{"model":"m","messages":[{"role":"user","content":"01234"},{"role":"user","content":"56789"}]}""")));

    [Theory]
    [InlineData("Deny__0", "(?=a)b", "cannot be matched without backtracking")]
    [InlineData("Deny__0", @"(a)\1", "cannot be matched without backtracking")]
    [InlineData("Allow__0", "(", "is not a regular expression")]
    [InlineData("Redact", "email,faces", "must be some of")]
    [InlineData("Redact", "1", "must be some of")]
    [InlineData("Restore", "on", "needs Redact")]
    [InlineData("MaxPromptCharacters", "0", "must be a whole number")]
    [InlineData("Unheard", "x", "is not a setting")]
    public void A_rule_that_cannot_be_is_reported_at_the_start(string setting, string value, string problem)
    {
        foreach (string prefix in (string[])["Gateway__Guard", "Gateway__Apps__shop__Guard"])
        {
            ConfigurationException exception = Assert.Throws<ConfigurationException>(() => GatewayOptionsReader.Read(SettingsOf.Variables(($"{prefix}__{setting}", value))));
            Assert.Contains(exception.Errors, error => error.StartsWith(prefix, StringComparison.Ordinal) && error.Contains(problem, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_apps_own_rules_take_the_place_of_the_gateways()
    {
        GatewayOptions options = GatewayOptionsReader.Read(SettingsOf.Variables(
            ("Gateway__Guard__Deny__0", "x"), ("Gateway__Apps__shop__Guard__Redact", "Email, key"), ("Gateway__Apps__free__Guard__Restore", "off"), ("Gateway__Apps__plain__MaxRetries", "1")));
        Guards guards = new(options, new AppPolicies(options));
        Assert.Equal(["x"], guards.OptionsOf("any")!.Deny);
        Assert.Equal(["x"], guards.OptionsOf("plain")!.Deny);
        Assert.Equal([PersonalData.Email, PersonalData.Key], guards.OptionsOf("shop")!.Redact);
        Assert.Empty(guards.OptionsOf("shop")!.Deny);
        Assert.Null(guards.OptionsOf("free"));
        Assert.Null(new Guards(new GatewayOptions(), new AppPolicies(new GatewayOptions())).OptionsOf("any"));
    }

    private static ClientRequest Read(string body) => OpenAIClientDialect.Instance.ReadRequest(Encoding.UTF8.GetBytes(body));
}

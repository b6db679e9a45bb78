using LlmFunctions.Catalog;
using LlmFunctions.Configuration;
using LlmFunctions.Pipeline;
using LlmFunctions.Providers.OpenAI;
using LlmFunctions.Quotas;
using LlmFunctions.Routing;
using LlmFunctions.Testing;
using LlmFunctions.Tests.Quotas;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>What is reserved for the images of a prompt.</summary>
public sealed class AttemptLimitsTests
{
    private const string Image = """{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}""";
    private const string Whole = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":5,"total_tokens":1005}}""";

    [Theory]
    [InlineData("openai", "gpt-4o-mini", 1, 48_169)]
    [InlineData("openai", "gpt-4o-mini", 4, 192_676)]
    [InlineData("openai", "gpt-4o-mini-2024-07-18", 1, 48_169)]
    [InlineData("openai", "gpt-4o", 2, 10_000)]
    [InlineData("openai", "gpt-4o", 30, 128_000)]
    [InlineData("openai", "not-in-the-catalog", 30, 150_000)]
    [InlineData("moonshot", "moonshot-v1-8k-vision-preview", 2, 8_192)]
    public void Budgets_reserve_what_an_image_cannot_be_above_and_rates_its_estimate(string provider, string model, int images, long most)
    {
        QuotaNeed text = NeedOf(provider, model, 0);
        QuotaNeed need = NeedOf(provider, model, images);

        Assert.Equal(most, need.MostPrompt - text.MostPrompt);
        Assert.Equal(765 * images, need.Prompt - text.Prompt);
        Assert.Equal(images, need.Images);
    }

    [Fact]
    public async Task A_budget_gives_back_what_an_image_did_not_take()
    {
        using PipelineHarness harness = WithLimit(QuotaWindow.Day, 49_000);
        await harness.RunAsync(Ask("a/gpt-4o-mini", 1));
        Assert.Equal(49_000 - 1_005, harness.LastCall!.LimitStatuses!().Single().Remaining);
    }

    [Fact]
    public async Task A_budget_with_less_left_than_an_image_may_take_allows_it_only_to_models_that_take_less()
    {
        using PipelineHarness harness = WithLimit(QuotaWindow.Day, 48_000);
        await Assert.ThrowsAsync<QuotaExceededException>(() => harness.RunAsync(Ask("a/gpt-4o-mini", 1)));
        Assert.Empty(harness.Ledger.Records);

        await harness.RunAsync(Ask("a/gpt-4o", 1));
        Assert.Single(harness.Ledger.Records);
    }

    [Fact]
    public async Task A_limit_of_speed_takes_images_for_what_they_mostly_are()
    {
        using PipelineHarness harness = WithLimit(QuotaWindow.Minute, 2_000);
        await harness.RunAsync(Ask("a/gpt-4o-mini", 1));
    }

    [Fact]
    public async Task Money_for_an_image_is_reserved_at_its_bound_and_free_again_when_it_cost_less()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        QuotaOptions budget = new() { Name = "test", Scope = QuotaScope.App, Unit = QuotaUnit.Money, Window = QuotaWindow.Day, Limit = 0.01m };
        await using QuotaKeeper keeper = new([budget], new MemoryQuotaStore(), new ManualTimeProvider(), NullLogger<QuotaKeeper>.Instance);
        QuotaSubjects shop = new("shop", null, "openai/default", null);
        QuotaNeed need = NeedOf("openai", "gpt-4o-mini", 1);
        Assert.InRange(need.OfPrompt(QuotaUnit.Money, isRate: false), 48_169 * 0.15m / 1_000_000, 48_300 * 0.15m / 1_000_000);

        QuotaReservation reservation = await keeper.ReserveAsync(shop, need, cancellation);
        await Assert.ThrowsAsync<QuotaExceededException>(() => keeper.ReserveAsync(shop, need, cancellation).AsTask());
        reservation.Release();
        await keeper.ReserveAsync(shop, need, cancellation);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"functions":[{"name":"f","description":"TEXT"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"prediction":{"type":"content","content":"TEXT"}}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"custom","custom":{"name":"c","description":"TEXT"}}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","notes":"TEXT"}}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"TEXT"}}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"refusal":"TEXT"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"a","reasoning_content":"TEXT"}]}""")]
    public void A_budget_reserves_all_text_that_is_passed_on_whatever_field_it_is_in(string request)
    {
        const int Length = 100_000;
        QuotaNeed need = NeedOf(request.Replace("TEXT", new string('x', Length), StringComparison.Ordinal));
        Assert.InRange(need.MostPrompt, Length, Length + 200);
    }

    [Fact]
    public void Room_for_thinking_is_no_more_than_the_whole_answer()
    {
        QuotaNeed need = NeedOf($$"""{"max_tokens":50,"thinking":{"type":"enabled","budget_tokens":{{int.MaxValue}}},"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(50, need.LeastOutput);
    }

    private static PipelineHarness WithLimit(QuotaWindow window, int limit) => new(
        new GatewayOptions { Quotas = [new QuotaOptions { Name = "test", Scope = QuotaScope.App, Unit = QuotaUnit.Tokens, Window = window, Limit = limit }] },
        OpenAIDialect.Instance,
        new ScriptedHandler(ScriptedHandler.Answer(200, Whole)));

    private static QuotaNeed NeedOf(string provider, string model, int images)
    {
        using PipelineHarness harness = new(new ScriptedHandler());
        Candidate some = harness.Router.At("a", "m");
        return AttemptLimits.NeedOf(PipelineHarness.CallOf(Ask(model, images)), some with { Model = model, Info = ModelCatalog.BuiltIn.Find(provider, model) });
    }

    private static QuotaNeed NeedOf(string request)
    {
        using PipelineHarness harness = new(new ScriptedHandler());
        return AttemptLimits.NeedOf(PipelineHarness.CallOf("{\"model\":\"a/m\"," + request[1..]), harness.Router.At("a", "m"));
    }

    private static string Ask(string model, int images) =>
        $$"""{"model":"{{model}}","max_tokens":50,"messages":[{"role":"user","content":[{{string.Join(',', [.. Enumerable.Repeat(Image, images), """{"type":"text","text":"What is it?"}"""])}}]}]}""";
}

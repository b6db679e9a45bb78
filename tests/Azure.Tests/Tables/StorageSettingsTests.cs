using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Configuration;
using LlmFunctions.Testing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Tables;

public sealed class StorageSettingsTests
{
    [Fact]
    public async Task A_connection_string_connects()
    {
        string storage = await Azurite.ConnectionStringAsync();

        TableServiceClient client = Create(("AzureWebJobsStorage", storage));

        Assert.Null(await Record.ExceptionAsync(() => client.GetTableClient(LlmFunctions.Testing.TableNames.UniquePrefix()).DeleteAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void The_short_form_means_the_emulator()
    {
        TableServiceClient client = Create(("AzureWebJobsStorage", "UseDevelopmentStorage=true"));

        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", client.Uri.AbsoluteUri.TrimEnd('/'));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("AccountName=only")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=name;AccountKey=not base 64;EndpointSuffix=core.windows.net")]
    public void A_connection_string_that_is_none_is_refused_without_repeating_it(string storage)
    {
        ConfigurationException failure = Assert.Throws<ConfigurationException>(() => Create(("AzureWebJobsStorage", storage)));

        Assert.Contains("AzureWebJobsStorage is not a valid connection string", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(storage, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_storage_at_all_is_refused_with_both_ways_out(string? storage)
    {
        ConfigurationException failure = Assert.Throws<ConfigurationException>(() => Create(("AzureWebJobsStorage", storage)));

        Assert.Contains("a connection string, or AzureWebJobsStorage__tableServiceUri", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_is_reached_by_its_name_with_an_identity()
    {
        TableServiceClient client = Create(("AzureWebJobsStorage:accountName", "acme"));

        Assert.Equal("https://acme.table.core.windows.net/", client.Uri.AbsoluteUri);
    }

    [Fact]
    public void The_address_of_the_table_service_wins_over_the_name_and_a_connection_string()
    {
        TableServiceClient client = Create(
            ("AzureWebJobsStorage:tableServiceUri", "https://acme.table.core.usgovcloudapi.net"),
            ("AzureWebJobsStorage:accountName", "other"),
            ("AzureWebJobsStorage:clientId", "11111111-1111-1111-1111-111111111111"),
            ("AzureWebJobsStorage", "UseDevelopmentStorage=true"));

        Assert.Equal("https://acme.table.core.usgovcloudapi.net/", client.Uri.AbsoluteUri);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("http://acme.table.core.windows.net")]
    public void An_address_that_is_none_or_that_no_identity_may_be_sent_to_is_refused(string address)
    {
        ConfigurationException failure = Assert.Throws<ConfigurationException>(() => Create(("AzureWebJobsStorage:tableServiceUri", address)));

        Assert.Contains("AzureWebJobsStorage__tableServiceUri must be an absolute https address", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an account")]
    [InlineData("acme.example.org/")]
    [InlineData("ab")]
    public void A_name_that_no_account_can_have_is_refused(string account)
    {
        ConfigurationException failure = Assert.Throws<ConfigurationException>(() => Create(("AzureWebJobsStorage:accountName", account)));

        Assert.Contains("AzureWebJobsStorage__accountName must be the name of a storage account", failure.Message, StringComparison.Ordinal);
    }

    private static TableServiceClient Create(params (string Name, string? Value)[] settings) => StorageSettings.CreateClient(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value))).Build());
}

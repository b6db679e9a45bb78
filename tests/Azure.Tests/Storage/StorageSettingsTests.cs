using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Xunit;

namespace LlmFunctions.AzureServices.Tests.Storage;

public sealed class StorageSettingsTests
{
    [Theory]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "my-account", "AzureWebJobsStorage__tableServiceUri must be an absolute https address.")]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "http://my-account.table.core.windows.net", "AzureWebJobsStorage__tableServiceUri must be an absolute https address.")]
    [InlineData("AzureWebJobsStorage:accountName", "not an account", "AzureWebJobsStorage__accountName must be the name of a storage account: 3 to 24 lower-case letters and digits.")]
    [InlineData("AzureWebJobsStorage", "nonsense", "AzureWebJobsStorage is not a valid connection string.")]
    [InlineData("Unrelated", "x", "AzureWebJobsStorage is needed: a connection string, or AzureWebJobsStorage__tableServiceUri for an identity.")]
    public void What_cannot_be_used_is_named(string setting, string value, string expected) =>
        Assert.Equal(expected, Assert.Single(Assert.Throws<ConfigurationException>(() => StorageSettings.CreateClient(Settings(setting, value))).Errors));

    [Theory]
    [InlineData("AzureWebJobsStorage:tableServiceUri", "https://account1.table.core.windows.net")]
    [InlineData("AzureWebJobsStorage:accountName", "account1")]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true")]
    public void An_account_can_be_given_in_three_ways(string setting, string value) =>
        Assert.Contains("account1", StorageSettings.CreateClient(Settings(setting, value)).AccountName, StringComparison.Ordinal);

    private static ConfigurationRoot Settings(string name, string value) =>
        new([new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = [KeyValuePair.Create(name, (string?)value)] })]);
}

using Azure.Core;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Identity;
using LlmFunctions.Configuration;
using Microsoft.Extensions.Configuration;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>Connects to the storage account that the Functions host uses, by the same settings.</summary>
public static class StorageSettings
{
    private const string Name = "AzureWebJobsStorage";

    /// <exception cref="ConfigurationException">No storage account is configured, or its settings cannot be used.</exception>
    public static TableServiceClient CreateClient(IConfiguration configuration)
    {
        TableClientOptions options = new();
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.Delay = TimeSpan.FromMilliseconds(200);
        options.Retry.MaxDelay = TimeSpan.FromSeconds(5);
        options.Retry.MaxRetries = 4;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);

        string? clientId = configuration[$"{Name}:clientId"];
        if (configuration[$"{Name}:tableServiceUri"] is { Length: > 0 } uri)
        {
            return Uri.TryCreate(uri, UriKind.Absolute, out Uri? service) && service.Scheme == Uri.UriSchemeHttps
                ? new TableServiceClient(service, Credentials.Create(clientId), options)
                : throw new ConfigurationException([$"{Name}__tableServiceUri must be an absolute https address."]);
        }

        if (configuration[$"{Name}:accountName"] is { Length: > 0 } account)
        {
            return account.Length is >= 3 and <= 24 && account.All(static c => char.IsAsciiDigit(c) || char.IsAsciiLetterLower(c))
                ? new TableServiceClient(new Uri($"https://{account}.table.core.windows.net"), Credentials.Create(clientId), options)
                : throw new ConfigurationException([$"{Name}__accountName must be the name of a storage account: 3 to 24 lower-case letters and digits."]);
        }

        if (configuration[Name] is not { Length: > 0 } connectionString)
        {
            throw new ConfigurationException([$"{Name} is needed: a connection string, or {Name}__tableServiceUri for an identity."]);
        }

        try
        {
            return new TableServiceClient(connectionString, options);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException)
        {
            throw new ConfigurationException([$"{Name} is not a valid connection string."]);
        }
    }
}

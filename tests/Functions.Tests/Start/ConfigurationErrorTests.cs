using LlmFunctions.Configuration;
using LlmFunctions.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmFunctions.Functions.Tests.Start;

public sealed class ConfigurationErrorTests
{
    [Theory]
    [InlineData("short", "nonsense", "Gateway__AdminKey", "AzureWebJobsStorage")]
    [InlineData("short", "UseDevelopmentStorage=true", "Gateway__AdminKey")]
    [InlineData("a key that is long enough", "nonsense", "AzureWebJobsStorage")]
    public void Errors_of_the_gateway_and_of_its_storage_are_reported_at_once(string adminKey, string storage, params string[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Gateway:AdminKey"] = adminKey, ["AzureWebJobsStorage"] = storage })
            .Build();

        ConfigurationException exception = Assert.Throws<ConfigurationException>(() => new LocalWorkerBuilder(new ServiceCollection()).UseLlmFunctions(configuration));

        Assert.Equal(settings, exception.Errors.Select(static error => error.Split(' ')[0]));
    }
}

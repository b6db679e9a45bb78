metadata description = 'The Flex Consumption plan and the function app.'

import { scaleOptions } from 'types.bicep'

@description('Name of the app.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of the plan.')
param planName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('How the app scales.')
param scale scaleOptions

@description('Resource id of the identity.')
param identityId string

@description('Client id of the identity.')
param identityClientId string

@description('Addresses of the storage account.')
param storageEndpoints { blob: string, queue: string, table: string }

@description('Container of the package of the app.')
param packageContainer string

@description('Address of the vault.')
param keyVaultUri string

@description('Where telemetry goes.')
param insightsConnectionString string

@description('Resource id of the subnet; empty for none.')
param subnetId string

@description('Address of the Durable Task Scheduler; empty for none.')
param schedulerEndpoint string

@description('Task hub of the scheduler.')
param taskHub string

@description('Settings of the gateway.')
param gatewaySettings object

@description('Origins that browsers may call from.')
param corsOrigins string[]

var alwaysReadyHttp = scale.?alwaysReadyHttp ?? 0

// With an identity there is no connection string. FUNCTIONS_WORKER_RUNTIME and its like are refused on this plan.
var hostSettings = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: storageEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storageEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storageEndpoints.table
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  // The host's own limit of 100 MiB has no room for the form around a file of that size.
  FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: '220200960'
  Gateway__KeyVault__Uri: keyVaultUri
  Gateway__AdminKey: '@Microsoft.KeyVault(SecretUri=${keyVaultUri}secrets/gateway-admin-key)'
}

var schedulerSettings = empty(schedulerEndpoint)
  ? {}
  : {
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
      TASKHUB_NAME: taskHub
    }

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // By this tag azd finds the app that its service is published to.
  tags: union(tags, { 'azd-service-name': 'gateway' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      cors: empty(corsOrigins)
        ? null
        : {
            allowedOrigins: corsOrigins
            supportCredentials: false
          }
    }
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storageEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: scale.?instanceMemoryMB ?? 2048
        maximumInstanceCount: scale.?maximumInstanceCount ?? 100
        alwaysReady: alwaysReadyHttp == 0 ? [] : [{ name: 'http', instanceCount: alwaysReadyHttp }]
        triggers: {
          http: {
            perInstanceConcurrency: scale.?httpConcurrency ?? 100
          }
        }
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(gatewaySettings, hostSettings, schedulerSettings)
  }

  // User names and passwords for publishing are off: only identities publish.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

@description('Resource id.')
output id string = app.id

@description('Name.')
output name string = app.name

@description('Address.')
output url string = 'https://${app.properties.defaultHostName}'
